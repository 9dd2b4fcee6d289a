import { UPDATE_ACTIONS } from "../delayed-events/names.ts";
import { isObject, type Reply, type WidgetRequest } from "../widget-api/message.ts";
import { uuid } from "../widget-api/uuid.ts";
import type { Verdict } from "./host-support.ts";

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
 * @param id the request's; who asked knows the answer by it, and nobody else does
 */
export function probeFor(widgetId: string, id: string): WidgetRequest {
  return { api: "fromWidget", widgetId, requestId: id, action: UPDATE_ACTIONS[1], data: {} };
}

/** A new id for a probe. Its beginning tells those who watch the traffic whose question it is; nothing is decided by it. */
export function probeId(): string {
  return `postdate-probe-${uuid()}`;
}

/**
 * Says whether a request is the probe of this id: the question itself, which harms nobody, and nothing else under its id.
 */
export function isProbe(request: WidgetRequest, id: string): boolean {
  const { requestId, data } = request;
  return requestId === id && isProbeAction(request) && isObject(data) && Object.keys(data).length === 0;
}

/** Says whether a request, or the answer to one, is of the action that probes ask for. */
export function isProbeAction({ action }: WidgetRequest): boolean {
  return action === UPDATE_ACTIONS[1];
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
