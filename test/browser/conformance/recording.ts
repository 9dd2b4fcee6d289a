import type { DriverCall, HostMessage } from "../../pages/client/observed.ts";
import type { ReceivedMessage } from "../../pages/heartbeat-widget/received.ts";
import { inWords } from "./delay-requests.ts";
import type { Cell, Scene } from "./scene.ts";

/**
 * Everything that a widget, its client's page, the page's driver and the homeserver have received from each other, in
 * order. Two kinds of messages are kept apart. Room events that the client feeds the widget come by its sync, at any
 * moment between the answers. The library requests the versions again until they are answered; only the first request
 * is kept.
 */
export interface Recording {
  widget: { talk: object[]; versions: object[]; fed: object[] };
  page: { talk: object[]; versions: object[]; fed: object[] };
  driver: object[];
  homeserver: string;
}

/** @returns the recording so far, with the same names for ids, addresses and times in every run */
export async function record(cell: Cell, { stage, proxy }: Scene): Promise<Recording> {
  const received = await cell.heartbeat((it) => it.received);
  const { hostMessages, driverCalls } = await cell.client((it) => ({
    hostMessages: it.hostMessages,
    driverCalls: it.driverCalls,
  }));
  const alike = namer({
    [stage.clientOrigin]: "<client>",
    [stage.widgetOrigin]: "<widget>",
    [stage.synapse.baseUrl]: "<homeserver>",
    [proxy.baseUrl]: "<homeserver>",
  });
  return alike({
    widget: parted(received as ReceivedMessage[]),
    page: parted((hostMessages as HostMessage[]).filter(({ data }) => !isProbe(data))),
    driver: (driverCalls as DriverCall[]).map(({ at, ...call }) => call),
    homeserver: inWords(cell.delayRequests()),
  });
}

/** @returns how often the page was probed */
export async function probesOf(cell: Cell): Promise<number> {
  const messages = await cell.client(({ hostMessages }) => hostMessages.map(({ data }) => data));
  return messages.filter(isProbe).length;
}

function isProbe(data: unknown): boolean {
  return String((data as { requestId?: unknown }).requestId).startsWith("postdate-probe-");
}

function parted(messages: readonly (ReceivedMessage | HostMessage)[]) {
  const tell = tellerApart();
  const all = messages.map(({ at, data, ...message }) => ({ ...message, data: tell(data) }));
  const isFed = ({ data }: { data: unknown }) => {
    const { api, action } = data as { api: string; action: string };
    return api === "toWidget" && (action === "send_event" || action === "update_state");
  };
  const isOfVersions = ({ data }: { data: unknown }) => {
    const { api, action } = data as { api: string; action: string };
    return api === "fromWidget" && action === "supported_api_versions";
  };
  const versions = all.filter(isOfVersions);
  const [first] = versions;
  return {
    talk: all.filter((each) => !isFed(each) && !isOfVersions(each)),
    versions: first ? [first] : [],
    fed: all.filter(isFed),
  };
}

/**
 * matrix-widget-api takes request ids from the clock, each side for itself, and reuses an answered id within the same
 * millisecond. So requests and answers are also told apart by the sender and a count of the earlier ones with the same
 * id.
 */
function tellerApart() {
  const counts = new Map<string, number>();
  return (data: unknown): object => {
    const message = data as { api: string; requestId: string; response?: unknown };
    const name = `${message.api} ${message.requestId}`;
    const kind = `${name} ${message.response ? "answer" : "request"}`;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    return { ...message, requestId: `${name} ${count}` };
  };
}

/** What inevitably differs from run to run. */
const IDS: [kind: string, pattern: RegExp][] = [
  ["request", /\b\w+ (?:widgetapi|raw)-\d+(?:-\d+)? \d+\b/g],
  ["delay", /\bsyd_\w+/g],
  ["event", /\$[\w-]{43}/g],
  ["room", /![\w-]{43}/g],
  ["transaction", /\bm\d{13}\.\d+\b/g],
];
const TIMES = new Set(["origin_server_ts", "age"]);

/** @returns a function that numbers each id by its first appearance, so repetitions stay visible */
function namer(addresses: Record<string, string>) {
  const names = new Map<string, string>();
  const nameOf = (kind: string) => (id: string) => {
    const name =
      names.get(id) ?? `<${kind} ${[...names.values()].filter((each) => each.includes(kind)).length + 1}>`;
    names.set(id, name);
    return name;
  };
  const inText = (text: string) => {
    let named = text;
    for (const [address, name] of Object.entries(addresses)) named = named.replaceAll(address, name);
    for (const [kind, pattern] of IDS) named = named.replace(pattern, nameOf(kind));
    return named;
  };
  return <Value>(value: Value): Value =>
    JSON.parse(
      JSON.stringify(value, (key, each) => {
        if (TIMES.has(key)) return `<${key}>`;
        return typeof each === "string" ? inText(each) : each;
      }),
    );
}
