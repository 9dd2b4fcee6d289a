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

/** Everything that the extension can do in a host's stead. The next feature is a folder, and a row here. */
export const FEATURES: readonly Feature[] = [delayedEvents, rtcTransports, stickyEvents];

/** How the worker performs their actions. Content scripts do not call this, so bundling leaves it out of them. */
const PERFORMERS = [sendDelayedEvent, updateDelayedEvent, getRtcTransports, sendStickyEvent] as const;

/** What the user reads about them. Only the extension's pages call this. */
const FEATURE_WORDS: readonly FeatureWords[] = [delayedEventsWords, rtcTransportsWords, stickyEventsWords];

/** @returns the action that a request asks for; nothing if it is no feature's: then the message is not ours */
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
 * @param late whether the page was there before our scripts; there, what else a request needs is left to the host
 * @returns the ids of the features that a host must know to do what a request asks for, which is this action
 */
export function featuresNeeded(action: FeatureAction, request: WidgetRequest, late: boolean): string[] {
  return [featureOf(action).id, ...((!late && action.alsoNeeds?.(request)) || [])];
}

/** Says whether a host's first answer to the feature's probe is the one that counts. */
export function isProbedOnce(id: string): boolean {
  return FEATURES.some((feature) => feature.id === id && feature.probedOnce);
}

/**
 * @returns how the worker performs what this request asks for; nothing if it is no feature's action. Its type wants a
 *   driver that does what any of the features needs
 */
export function performerFor(request: WidgetRequest): (typeof PERFORMERS)[number] | undefined {
  return PERFORMERS.find(({ action }) => action.asks(request));
}

/** @returns what the user reads about a feature; nothing if this version has none of this id */
export function wordsFor(feature: string): FeatureWords | undefined {
  return FEATURE_WORDS.find((words) => words.feature === feature);
}
