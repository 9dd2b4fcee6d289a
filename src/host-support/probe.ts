import type { Feature } from "../features/feature.ts";
import { FEATURES } from "../features/features.ts";
import { isObject, type WidgetRequest } from "../widget-api/message.ts";
import { uuid } from "../widget-api/uuid.ts";

/** How long a host may take to answer, in milliseconds; Element Web takes 4 to 27, a busy page longer. */
export const PROBE_WITHIN = 3_000;
/**
 * The same for one that was too slow before. Its own question for the capabilities waits meanwhile, and gives up after 10 s; so
 * does what the widget asks, which is then still to be done.
 */
export const PATIENT_PROBE_WITHIN = 6_000;

/**
 * The questions whether a host's library knows these features, in the widget's name.
 * @param id the requests'; who asked knows an answer by it and by its action, and nobody else does
 */
export function probesFor(features: readonly string[], widgetId: string, id: string): WidgetRequest[] {
  return FEATURES.filter((feature) => features.includes(feature.id)).map(
    ({ probe: { action, data } }): WidgetRequest => ({
      ...{ api: "fromWidget", widgetId, requestId: id, action, data },
    }),
  );
}

/** A new id for a round of probes. Its beginning tells those who watch the traffic whose questions they are; nothing is decided by it. */
export function probeId(): string {
  return `postdate-probe-${uuid()}`;
}

/**
 * @returns the feature that a request is the probe of this id for: the question itself, which harms nobody, and nothing else
 *   under its id
 */
export function probeOf(request: WidgetRequest, id: string): Feature | undefined {
  return request.requestId === id ? probedBy(request) : undefined;
}

/** @returns the feature that a request is a probe for, whoever put it */
export function probedBy({ action, data }: WidgetRequest): Feature | undefined {
  const feature = probedFor(action);
  return feature && isObject(data) && isSame(data, feature.probe.data) ? feature : undefined;
}

/** @returns the feature that an action probes for, if any */
export function probedFor(action: string): Feature | undefined {
  return FEATURES.find(({ probe }) => probe.action === action);
}

function isSame(some: Record<string, unknown>, others: Record<string, unknown>): boolean {
  const isAsLong = Object.keys(some).length === Object.keys(others).length;
  return isAsLong && JSON.stringify(some) === JSON.stringify(others);
}
