import type { ISendEventFromWidgetResponseData, WidgetApi } from "matrix-widget-api";
import type { HeartbeatOptions } from "./options.ts";

type Sender = Pick<WidgetApi, "sendStateEvent" | "sendRoomEvent">;

/** Schedules the last will: the event that the room gets when the heartbeat ends. */
export function scheduleLastWill(api: Sender, options: HeartbeatOptions) {
  return send(api, options, "gone", options.delay);
}

/** Sends the room an event now that the widget is there. */
export function sendPresence(api: Sender, options: HeartbeatOptions) {
  return send(api, options, "alive");
}

function send(
  api: Sender,
  { kind, type, stateKey, room }: HeartbeatOptions,
  status: "alive" | "gone",
  delay?: number,
): Promise<ISendEventFromWidgetResponseData> {
  if (kind === "state") return api.sendStateEvent(type, stateKey, { status }, room, delay);
  const body = status === "alive" ? "The heartbeat has begun." : "The heartbeat has ended.";
  return api.sendRoomEvent(type, { msgtype: "m.notice", body, status }, room, delay);
}
