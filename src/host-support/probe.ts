import type { Feature } from "../features/feature.ts";
import { FEATURES } from "../features/features.ts";
import { hasKeys, type WidgetRequest } from "../widget-api/message.ts";
import { uuid } from "../widget-api/uuid.ts";

/** How long a host may take to answer, in milliseconds; Element Web takes 4 to 27, a busy page longer. */
export const PROBE_WITHIN = 3_000;
/**
 * The same for a host that was too slow before. It cannot be longer: the host's own request for the capabilities waits
 * meanwhile and gives up after 10 s, and so does the widget's request, which must still be performed afterwards.
 */
export const PATIENT_PROBE_WITHIN = 6_000;

/**
 * The probes for these features, in the widget's name.
 * @param id the id of the requests; the sender recognises an answer by this id and the action
 */
export function probesFor(features: readonly string[], widgetId: string, id: string): WidgetRequest[] {
  return FEATURES.filter((feature) => features.includes(feature.id)).map(
    ({ probe: { action, data } }): WidgetRequest => ({
      api: "fromWidget",
      widgetId,
      requestId: id,
      action,
      data,
    }),
  );
}

/**
 * A new id for a round of probes. The prefix shows people who watch the traffic that Postdate sent it; nothing depends
 * on it.
 */
export function probeId(): string {
  return `postdate-probe-${uuid()}`;
}

/**
 * @returns the feature that a request probes for in the round of this id. Only the harmless probe itself counts, not
 *   other requests with this id
 */
export function probeOf(request: WidgetRequest, id: string): Feature | undefined {
  return request.requestId === id ? probedBy(request) : undefined;
}

/** @returns the feature that a request is a probe for, whoever sent it */
export function probedBy({ action, data }: WidgetRequest): Feature | undefined {
  return hasKeys(data) ? probedFor(action, data) : undefined;
}

/**
 * @returns the feature whose probe this answers, if any. A host may leave out the request's data
 * @param answer a message whose id is known to be that of a probe
 */
export function probedIn({ action, data }: WidgetRequest): Feature | undefined {
  return probedFor(action, hasKeys(data) ? data : undefined);
}

/** @returns the feature that is probed for with this action and data; without data, the first with this action */
function probedFor(action: string, data?: Record<string, unknown>): Feature | undefined {
  return FEATURES.find(({ probe }) => probe.action === action && (!data || isSame(data, probe.data)));
}

function isSame(some: Record<string, unknown>, others: Record<string, unknown>): boolean {
  const isAsLong = Object.keys(some).length === Object.keys(others).length;
  return isAsLong && JSON.stringify(some) === JSON.stringify(others);
}
