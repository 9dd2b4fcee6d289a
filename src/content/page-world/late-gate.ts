import { actionFor, FEATURES, featureOf } from "../../features/features.ts";
import { isBetweenFrames } from "../../host-support/between-frames.ts";
import { probedBy } from "../../host-support/probe.ts";
import { readWidgetMessage } from "../../widget-api/message.ts";
import { onKnows } from "./signals.ts";

// Runs in the page's own world, in a page that was there before the content scripts. Its host has been listening
// longer and hears each message first. So this takes what the host must not hear out of what it reads, until the host
// has shown that it knows the feature.

/** The ids of the features whose actions the host may hear. */
const open = new Set(FEATURES.filter(({ whileUnknown }) => whileUnknown === "pass").map(({ id }) => id));
for (const { id } of FEATURES) onKnows(id, () => open.add(id));

const NOTHING = {};
const descriptor = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data") as Required<
  Pick<PropertyDescriptor, "get">
>;
Object.defineProperty(MessageEvent.prototype, "data", {
  ...descriptor,
  get: new Proxy(descriptor.get, {
    apply(target, event: MessageEvent, args) {
      const data: unknown = Reflect.apply(target, event, args);
      return event.isTrusted && isShut(data) ? NOTHING : data;
    },
  }),
});

/**
 * Says whether a message is not for this page: what our own scripts say, which may hold a widget's secret, and what the
 * host may not hear yet. A probe asks for nothing, and may be heard.
 */
function isShut(data: unknown): boolean {
  if (isBetweenFrames(data)) return true;
  const heard = readWidgetMessage(data);
  if (heard?.kind !== "widget-request") return false;
  const action = actionFor(heard.message);
  return action !== undefined && !open.has(featureOf(action).id) && !probedBy(heard.message);
}
