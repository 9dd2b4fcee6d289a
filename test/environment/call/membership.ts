import type { RoomEvent } from "../homeserver/room-events.ts";

/** The state event with a device's membership in a call (MSC3401 as used by MSC4143). If empty, the device has left. */
export const CALL_MEMBER = "org.matrix.msc3401.call.member";

/** @returns whether an event says that the user has joined the call */
export function isJoin(userId: string): (event: RoomEvent) => boolean {
  return ({ type, sender, content }) =>
    type === CALL_MEMBER && sender === userId && content.device_id !== undefined;
}

/** @returns whether an event says that the user has left the call */
export function isLeave(userId: string): (event: RoomEvent) => boolean {
  return ({ type, sender, content }) =>
    type === CALL_MEMBER && sender === userId && Object.keys(content).length === 0;
}

/** The sticky event with a device's membership in a call, in Matrix 2.0 (MSC4143 with MSC4354). */
export const STICKY_MEMBER = "org.matrix.msc4143.rtc.member";

/** @returns whether a sticky event says that the user has joined the call */
export function isStickyJoin(userId: string): (event: RoomEvent) => boolean {
  return ({ type, sender, content }) =>
    type === STICKY_MEMBER && sender === userId && content.member !== undefined;
}

/** @returns whether a sticky event says that the user has left the call: it contains only its key */
export function isStickyLeave(userId: string): (event: RoomEvent) => boolean {
  return ({ type, sender, content }) =>
    type === STICKY_MEMBER && sender === userId && String(Object.keys(content)) === "msc4354_sticky_key";
}
