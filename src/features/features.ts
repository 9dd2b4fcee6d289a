import type { WidgetRequest } from "../widget-api/message.ts";
import { delayedEvents } from "./delayed-events/feature.ts";
import { sendDelayedEvent } from "./delayed-events/send-delayed-event.ts";
import { updateDelayedEvent } from "./delayed-events/update-delayed-event.ts";
import type { Feature, FeatureAction, Performer } from "./feature.ts";

/** Everything that can be done in a host's stead. The next one is a folder, and a row here. */
export const FEATURES: readonly Feature[] = [delayedEvents];

/** How the worker does their actions. Content scripts carry nothing of it: what they do not call is left out of them. */
const PERFORMERS: readonly Performer[] = [sendDelayedEvent, updateDelayedEvent];

/** @returns what can be done for this request in the host's stead, or nothing: then the message is not ours. */
export function actionFor(request: WidgetRequest): FeatureAction | undefined {
  return FEATURES.flatMap(({ actions }) => actions).find((action) => action.asks(request));
}

/** @returns the feature that an action is of */
export function featureOf(action: FeatureAction): Feature {
  const feature = FEATURES.find(({ actions }) => actions.includes(action));
  if (!feature) throw new Error("An action of no feature");
  return feature;
}

/** @returns how the worker does what this request asks for, or nothing where it is no feature's */
export function performerFor(request: WidgetRequest): Performer | undefined {
  return PERFORMERS.find(({ action }) => action.asks(request));
}
