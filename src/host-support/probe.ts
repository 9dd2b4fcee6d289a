import { UPDATE_ACTIONS } from "../delayed-events/names.ts";
import type { Reply, WidgetRequest } from "../widget-api/message.ts";
import { uuid } from "../widget-api/uuid.ts";
import type { Verdict } from "./host-support.ts";

/** Marks the requests that the extension makes in a widget's name; their answers are for nobody else. */
const PREFIX = "postdate-probe-";

/** How long a host may take to answer, in milliseconds; Element Web takes 4 to 27, a busy page longer. */
export const PROBE_WITHIN = 3_000;
/**
 * The same for one that was too slow before. Its own question for the capabilities waits meanwhile, and gives up after 10 s; so
 * does what the widget asks, which is then still to be done.
 */
export const PATIENT_PROBE_WITHIN = 6_000;

/**
 * The question whether a host's library knows delayed events: an update without a delay_id, which no host acts on.
 *
 * One that knows the action says that the delay_id is missing; one that does not says so. Nothing reaches the homeserver.
 */
export function probeFor(widgetId: string): WidgetRequest {
  return {
    api: "fromWidget",
    widgetId,
    requestId: PREFIX + uuid(),
    action: UPDATE_ACTIONS[1],
    data: {},
  };
}

/** Says whether a message is a probe, or the answer to one. */
export function isProbe({ requestId }: { requestId?: unknown }): boolean {
  return typeof requestId === "string" && requestId.startsWith(PREFIX);
}

/** The action's name under any prefix, which a host may repeat without knowing it. */
const NAME = new RegExp(`[\\w.]*${UPDATE_ACTIONS[0]}`, "gi");

/**
 * What a host's answer to the probe says of it.
 *
 * Hosts that know the action find the delay_id missing (matrix-widget-api from 1.8.2, matrix-rust-sdk) or the capability.
 * Those that do not answer "Unknown or unsupported action: …" (up to 1.6), from 1.17 on "… from-widget action: …". Whatever
 * else a host may say is no promise to hold an event back, and counts as not knowing.
 */
export function verdictFrom({ response }: Reply<WidgetRequest>): Verdict {
  const { message } = (response.error ?? {}) as { message?: unknown };
  if (typeof message !== "string" || /unknown|unsupported|unhandled|not supported/i.test(message))
    return "knows-nothing";
  return /delay|capabilit/i.test(message.replace(NAME, "")) ? "knows" : "knows-nothing";
}
