import { standInFor } from "../../host-support/stand-ins.ts";
import { isObject, readWidgetMessage } from "../../widget-api/message.ts";
import { onKnows } from "./signals.ts";

// In the own world of a page that was there before the content scripts: its host has listened for longer, and hears first. So what it
// must not hear is taken from what it reads, until it has shown that it knows delayed events.

let isOpen = false;
onKnows(() => {
  isOpen = true;
});

const NOTHING = {};
const descriptor = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data") as Required<
  Pick<PropertyDescriptor, "get">
>;
Object.defineProperty(MessageEvent.prototype, "data", {
  ...descriptor,
  get: new Proxy(descriptor.get, {
    apply(target, event: MessageEvent, args) {
      const data: unknown = Reflect.apply(target, event, args);
      return !isOpen && event.isTrusted && isDelayedAction(data) ? NOTHING : data;
    },
  }),
});

/** Says whether a message asks for something to be done; the question what a host knows names no delay_id, and asks for nothing. */
function isDelayedAction(data: unknown): boolean {
  const heard = readWidgetMessage(data);
  if (heard?.kind !== "widget-request") return false;
  const { message } = heard;
  const standIn = standInFor(message);
  if (!standIn) return false;
  return !(standIn.delayIdIn && isObject(message.data) && Object.keys(message.data).length === 0);
}
