import { actionFor, FEATURES, featureOf } from "../../features/features.ts";
import { isBetweenFrames } from "../../host-support/between-frames.ts";
import { probedBy } from "../../host-support/probe.ts";
import { RELOAD } from "../../messaging/answers.ts";
import { errorResponse } from "../../widget-api/errors.ts";
import { readWidgetMessage, replyTo, type WidgetRequest } from "../../widget-api/message.ts";
import { hasHost, onKnows, onListening } from "./signals.ts";

// Runs in the page's own world, in a page that was loaded before the content scripts. The host has been listening
// longer and hears each message first. So the gate empties the `data` of messages that the host must not hear, until
// the host has shown that it knows the feature. The content script answers these messages. It comes a moment later than
// the gate, and for that moment the gate answers. If another page has just replaced the one that needed the gate, it
// has a host's script from the start, and needs no gate.

/** The ids of the features whose actions the host may hear. */
const open = new Set(FEATURES.filter(({ whileUnknown }) => whileUnknown !== "hold").map(({ id }) => id));
for (const { id } of FEATURES) onKnows(id, () => open.add(id));

let isAlone = true;
onListening(() => {
  isAlone = false;
});
/** A page may read the same message any number of times. */
const refused = new WeakSet<MessageEvent>();

const NOTHING = {};
const descriptor = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data") as Required<
  Pick<PropertyDescriptor, "get">
>;
const gated = {
  ...descriptor,
  get: new Proxy(descriptor.get, {
    apply(target, event: MessageEvent, args) {
      const data: unknown = Reflect.apply(target, event, args);
      if (!event.isTrusted) return data;
      const request = gatedRequest(data);
      if (request && isAlone) refuse(event, request);
      return request || isBetweenFrames(data) ? NOTHING : data;
    },
  }),
};
if (!hasHost()) Object.defineProperty(MessageEvent.prototype, "data", gated);

/** @returns the request in a message, if the host may not hear it yet. A probe has no effect, and passes. */
function gatedRequest(data: unknown): WidgetRequest | undefined {
  const heard = readWidgetMessage(data);
  if (heard?.kind !== "widget-request") return undefined;
  const { message } = heard;
  const action = actionFor(message);
  return action && !open.has(featureOf(action).id) && !probedBy(message) ? message : undefined;
}

/** Answers as the content script does in such a page. Without an answer the widget would wait for 10 s. */
function refuse(event: MessageEvent, request: WidgetRequest): void {
  if (refused.has(event)) return;
  refused.add(event);
  const response = errorResponse(`${actionFor(request)?.failure}: ${RELOAD}`);
  const targetOrigin = event.origin === "null" ? "*" : event.origin;
  event.source?.postMessage(replyTo(request, response), { targetOrigin });
}
