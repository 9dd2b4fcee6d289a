import { isCallMembership } from "../../src/delayed-events/purpose.ts";
import { SEND_CAPABILITIES, UPDATE_CAPABILITIES } from "../../src/features/delayed-events/names.ts";
import {
  RECEIVE_STICKY_CAPABILITIES,
  SEND_STICKY_CAPABILITIES,
} from "../../src/features/sticky-events/names.ts";
import { type EventCapability, eventsIn, roomIn } from "./capability.ts";
import type { Sentence } from "./sentence.ts";

const named = (names: readonly string[], sentence: Sentence) =>
  names.map((name): [string, Sentence] => [name, sentence]);

/** Capabilities without parameters. */
const FIXED = new Map<string, Sentence>([
  ...named(SEND_CAPABILITIES, ["inspectMaySchedule"]),
  ...named(UPDATE_CAPABILITIES, ["inspectMayUpdate"]),
  ...named(SEND_STICKY_CAPABILITIES, ["inspectMaySendSticky"]),
  ...named(RECEIVE_STICKY_CAPABILITIES, ["inspectMayReadSticky"]),
  ["m.capability.screenshot", ["inspectMayScreenshot"]],
  ["m.sticker", ["inspectMaySticker"]],
  ["m.always_on_screen", ["inspectMayStayOnScreen"]],
  ["io.element.requires_client", ["inspectMayRequireClient"]],
  ["org.matrix.msc2931.navigate", ["inspectMayNavigate"]],
  ["town.robin.msc3846.turn_servers", ["inspectMayTurn"]],
  ["org.matrix.msc3973.user_directory_search", ["inspectMaySearchUsers"]],
  ["org.matrix.msc4039.upload_file", ["inspectMayUpload"]],
  ["org.matrix.msc4039.download_file", ["inspectMayDownload"]],
  ["org.matrix.msc4515.rtc_transports", ["inspectMayLearnTransports"]],
  ["org.matrix.msc4533.rtc_livekit_get_token", ["inspectMayGetCallToken"]],
  ["org.matrix.msc4533.rtc_livekit_delegate_delayed_leave", ["inspectMayDelegateLeave"]],
]);

/** @returns what a capability allows, as a sentence; nothing for an unknown one, which is shown unchanged */
export function capabilityWords(capability: string): Sentence | undefined {
  const fixed = FIXED.get(capability);
  if (fixed) return fixed;
  const room = roomIn(capability);
  if (room !== undefined) return room === "*" ? ["inspectMayUseEveryRoom"] : ["inspectMayUseRoom", room];
  const events = eventsIn(capability);
  return events && eventWords(events);
}

function eventWords({ kind, direction, type, key }: EventCapability): Sentence {
  const sends = direction === "send";
  if (kind === "to-device") return [sends ? "inspectMaySendToDevice" : "inspectMayReadToDevice", type];
  if (kind === "account-data") return ["inspectMayReadAccountData", type];
  if (kind === "state") return stateWords(sends, type, key);
  if (type !== "m.room.message") return [sends ? "inspectMaySendEvents" : "inspectMayReadEvents", type];
  if (key === null) return [sends ? "inspectMaySendMessages" : "inspectMayReadMessages"];
  return [sends ? "inspectMaySendMessagesOf" : "inspectMayReadMessagesOf", key];
}

function stateWords(sends: boolean, type: string, key: string | null): Sentence {
  if (key !== null && key !== "")
    return [sends ? "inspectMaySetStateOf" : "inspectMayReadStateOf", type, key];
  if (type === "m.room.member" && key === null)
    return [sends ? "inspectMaySetMembers" : "inspectMayReadMembers"];
  if (isCallMembership(type) && key === null)
    return [sends ? "inspectMaySetCallMembers" : "inspectMayReadCallMembers", type];
  return [sends ? "inspectMaySetState" : "inspectMayReadState", type];
}
