import { SEND_CAPABILITIES, UPDATE_CAPABILITIES } from "../../src/features/delayed-events/names.ts";
import { SEND_STICKY_CAPABILITIES } from "../../src/features/sticky-events/names.ts";
import { isObject } from "../../src/widget-api/message.ts";
import type { Row } from "../log/row.ts";
import { featureProbed } from "./actions.ts";
import { dataOf, hasData, textIn } from "./contents.ts";

/** Actions that need one fixed capability, whatever their data. */
const FIXED = new Map<string, string>([
  ["m.sticker", "m.sticker"],
  ["set_always_on_screen", "m.always_on_screen"],
  ["org.matrix.msc2931.navigate", "org.matrix.msc2931.navigate"],
  ["watch_turn_servers", "town.robin.msc3846.turn_servers"],
  ["unwatch_turn_servers", "town.robin.msc3846.turn_servers"],
  ["org.matrix.msc3973.user_directory_search", "org.matrix.msc3973.user_directory_search"],
  ["org.matrix.msc4039.get_media_config", "org.matrix.msc4039.upload_file"],
  ["org.matrix.msc4039.upload_file", "org.matrix.msc4039.upload_file"],
  ["org.matrix.msc4039.download_file", "org.matrix.msc4039.download_file"],
  ["org.matrix.msc4157.update_delayed_event", UPDATE_CAPABILITIES[0]],
  ["update_delayed_event", UPDATE_CAPABILITIES[0]],
  ["org.matrix.msc4515.get_rtc_transports", "org.matrix.msc4515.rtc_transports"],
  ["org.matrix.msc4533.rtc_livekit_get_token", "org.matrix.msc4533.rtc_livekit_get_token"],
  [
    "org.matrix.msc4533.rtc_livekit_delegate_delayed_leave",
    "org.matrix.msc4533.rtc_livekit_delegate_delayed_leave",
  ],
]);

/**
 * @returns all capabilities that a widget's request needs, under the names that the reference host knows
 *   (ClientWidgetApi of matrix-widget-api 1.19); none if it needs none, if they are unknown, or if the event is a
 *   probe, which should be refused
 */
export function needsOf(row: Row): string[] {
  if (row.api !== "fromWidget") return [];
  const fixed = FIXED.get(row.action);
  if (fixed) return [fixed];
  if (!hasData(row)) return [];
  const data = dataOf(row);
  const type = textIn(data, "type");
  switch (row.action) {
    case "send_event":
      if (featureProbed(row)) return [];
      return [...roomsIn(data), ...extrasIn(data), ...(type ? [sends(type, data)] : [])];
    case "send_to_device":
      return type ? [`org.matrix.msc3819.send.to_device:${type}`] : [];
    case "com.beeper.read_room_account_data":
      return type ? [`com.beeper.capabilities.receive.room_account_data:${type}`] : [];
    case "org.matrix.msc2876.read_events":
      return [...roomsIn(data), ...(type ? [reads(type, data)] : [])];
    case "org.matrix.msc3869.read_relations":
      return roomsIn(data);
    default:
      return [];
  }
}

/** Escapes the type of a state event, but not the key (`WidgetEventCapability.forStateEvent`). */
function stateCapability(direction: "send" | "receive", type: string, key: unknown): string {
  const suffix = typeof key === "string" ? `#${key}` : "";
  return `org.matrix.msc2762.${direction}.state_event:${type.replaceAll("#", "\\#")}${suffix}`;
}

function sends(type: string, { state_key, content }: Record<string, unknown>): string {
  if (state_key !== undefined) return stateCapability("send", type, state_key);
  const msgtype = isObject(content) ? content.msgtype : undefined;
  return messageCapability("send", type, msgtype);
}

function reads(type: string, { state_key, msgtype }: Record<string, unknown>): string {
  // `true` stands for any state key.
  if (state_key !== undefined) return stateCapability("receive", type, state_key);
  return messageCapability("receive", type, msgtype);
}

function messageCapability(direction: "send" | "receive", type: string, msgtype: unknown): string {
  const suffix = type === "m.room.message" && typeof msgtype === "string" ? `#${msgtype}` : "";
  return `org.matrix.msc2762.${direction}.event:${type}${suffix}`;
}

function extrasIn({ delay, sticky_duration_ms }: Record<string, unknown>): string[] {
  return [
    ...(delay === undefined ? [] : [SEND_CAPABILITIES[0]]),
    ...(sticky_duration_ms === undefined ? [] : [SEND_STICKY_CAPABILITIES[0]]),
  ];
}

function roomsIn({ room_id, room_ids }: Record<string, unknown>): string[] {
  const named = room_ids === "*" ? ["*"] : Array.isArray(room_ids) ? room_ids : [room_id];
  return named
    .filter((room) => typeof room === "string" && room !== "")
    .map((room) => `org.matrix.msc2762.timeline:${room}`);
}
