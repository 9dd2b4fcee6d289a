import type { WidgetRequest } from "../widget-api/message.ts";
import { delayedEvents } from "./delayed-events/feature.ts";
import { sendDelayedEvent } from "./delayed-events/send-delayed-event.ts";
import { updateDelayedEvent } from "./delayed-events/update-delayed-event.ts";
import { delayedEventsWords } from "./delayed-events/words.ts";
import type { Feature, FeatureAction, FeatureWords } from "./feature.ts";
import { rtcTransports } from "./rtc-transports/feature.ts";
import { getRtcTransports } from "./rtc-transports/get-rtc-transports.ts";
import { rtcTransportsWords } from "./rtc-transports/words.ts";
import { stickyEvents } from "./sticky-events/feature.ts";
import { sendStickyEvent } from "./sticky-events/send-sticky-event.ts";
import { stickyEventsWords } from "./sticky-events/words.ts";

/** Everything that the extension can do in a host's stead. The next feature is a folder and a row here. */
export const FEATURES: readonly Feature[] = [delayedEvents, rtcTransports, stickyEvents];

/** How the background performs the features' actions. Content scripts do not use this, so it is not in their bundles. */
const PERFORMERS = [sendDelayedEvent, updateDelayedEvent, getRtcTransports, sendStickyEvent] as const;

/** The texts about the features. Only the extension's pages use this. */
const FEATURE_WORDS: readonly FeatureWords[] = [delayedEventsWords, rtcTransportsWords, stickyEventsWords];

/** @returns the action that a request asks for; nothing if it belongs to no feature, and so is not ours */
export function actionFor(request: WidgetRequest): FeatureAction | undefined {
  return FEATURES.flatMap(({ actions }) => actions).find((action) => action.asks(request));
}

/** @returns the feature that an action belongs to */
export function featureOf(action: FeatureAction): Feature {
  const feature = FEATURES.find(({ actions }) => actions.includes(action));
  if (!feature) throw new Error("An action of no feature");
  return feature;
}

/**
 * @param late whether the page was open before our scripts; there, a request's further needs are left to the host
 * @returns the ids of the features that a host must know to perform this request for this action
 */
export function featuresNeeded(action: FeatureAction, request: WidgetRequest, late: boolean): string[] {
  return [featureOf(action).id, ...((!late && action.alsoNeeds?.(request)) || [])];
}

/** Says whether a host's first answer to the feature's probe is the one that counts. */
export function isProbedOnce(id: string): boolean {
  return FEATURES.some((feature) => feature.id === id && feature.probedOnce);
}

/**
 * @returns how the background performs this request; nothing if it is no feature's action. The type requires a driver
 *   that meets the needs of every feature
 */
export function performerFor(request: WidgetRequest): (typeof PERFORMERS)[number] | undefined {
  return PERFORMERS.find(({ action }) => action.asks(request));
}

/** @returns the texts about a feature; nothing if this version has no feature of this id */
export function wordsFor(feature: string): FeatureWords | undefined {
  return FEATURE_WORDS.find((words) => words.feature === feature);
}
