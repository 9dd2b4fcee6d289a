import assert from "node:assert/strict";
import type { DriverCall, HostMessage } from "../../pages/client/observed.ts";
import type { Cell } from "./scene.ts";

const PROBE = "postdate-probe-";
const DELAYED = /delay/i;

/** What a client's page and driver have received from and about a widget. */
export interface Overheard {
  /** The delayed-event capabilities that the driver was asked to approve. */
  asked: string[];
  /** What reached the page's own listeners about delayed events, except the probe. */
  delayedMessages: unknown[];
  probes: number;
  /** What the driver was asked to do about delayed events. */
  delayedCalls: Pick<DriverCall, "method" | "error">[];
  /** The contents of the events that the driver was asked to send immediately. */
  sent: unknown[];
}

/**
 * Reads what the client's page and its driver have received. Checks what must hold in every client: page and widget
 * hear only each other, and of the extension only one probe, and nothing throws.
 */
export async function overhear(cell: Cell, { probes = 1 } = {}): Promise<Overheard> {
  const { widgetId } = cell;
  const { hostMessages, driverCalls, errors, widgetErrors } = await cell.client((client) => ({
    hostMessages: client.hostMessages,
    driverCalls: client.driverCalls,
    errors: client.errors,
    widgetErrors: client.widgetErrors,
  }));
  assert.deepEqual(errors, []);
  assert.deepEqual(widgetErrors, []);
  await checkWidget(cell);

  const messages = hostMessages.map(checkMessage);
  const isProbe = ({ requestId }: Message) => requestId.startsWith(PROBE);
  const seen = messages.filter(isProbe).length;
  assert.equal(seen, probes, `${probes} probe(s), and ${seen} came`);
  const calls = driverCalls.filter((call) => call.widgetId === widgetId);
  return {
    asked: calls
      .filter(({ method }) => method === "validateCapabilities")
      .flatMap(({ args }) => args[0] as string[])
      .filter((capability) => DELAYED.test(capability)),
    delayedMessages: messages.filter((each) => !isProbe(each) && DELAYED.test(asSaid(each))),
    probes: seen,
    delayedCalls: calls
      .filter(({ method }) => DELAYED.test(method))
      .map(({ method, error }) => ({ method, ...(error && { error }) })),
    sent: calls.filter(({ method }) => method === "sendEvent").map(({ args }) => args[1]),
  };
}

interface Message {
  api: string;
  requestId: string;
}

/** Whatever reaches the page comes from the widget, and is a Widget API message. */
function checkMessage({ data, isTrusted }: HostMessage): Message {
  assert.equal(isTrusted, true);
  const message = data as Message;
  assert.ok(message.api === "fromWidget" || message.api === "toWidget", JSON.stringify(data));
  return message;
}

/**
 * A message as text, without the fields that the homeserver adds to a delayed event, which reach the host by its sync.
 */
function asSaid(message: Message): string {
  return JSON.stringify(message, (key, value) => (key === "unsigned" ? undefined : value));
}

async function checkWidget({ heartbeat, page }: Cell): Promise<void> {
  const origin = new URL(page.url()).origin;
  for (const message of await heartbeat(({ received }) => received)) {
    const { data, isTrusted, sourceIsParent } = message;
    assert.deepEqual({ isTrusted, sourceIsParent }, { isTrusted: true, sourceIsParent: true });
    assert.equal(message.origin, origin);
    const { requestId, postdate } = data as { requestId?: string; postdate?: string };
    assert.equal(postdate, undefined);
    assert.ok(!requestId?.startsWith(PROBE), "the widget never gets a probe");
  }
}
