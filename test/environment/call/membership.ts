import type { RoomEvent } from "../homeserver/room-events.ts";
import type { CallStage } from "./call-stage.ts";

/** The state event with a device's membership in a call (MSC3401 as used by MSC4143). If empty, the device has left. */
export const CALL_MEMBER = "org.matrix.msc3401.call.member";

/** How much too early an event may seem, because its time and the delay's are read separately (ms). */
export const EARLY = 500;
/** How late Synapse may be on a busy machine (ms). */
const LATE = 4_000;
/** How long after that Bob may receive it (ms). */
const HEARD_WITHIN = 15_000;

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

/** @returns Alice's pending delayed events in a room */
export async function pendingIn({ aliceElsewhere }: CallStage, room: string) {
  return (await aliceElsewhere.delayedEvents()).filter(({ room_id }) => room_id === room);
}

/**
 * Ends Alice's call without notice, and waits until Bob sees that she has left.
 * @param leave matches the event that tells him so
 * @returns how late the event was (ms)
 * @throws Error if the event is sent before its time, or much later
 */
export async function lastWillAfter(
  stage: CallStage,
  room: string,
  end: () => Promise<void>,
  leave: (event: RoomEvent) => boolean = isLeave(stage.alice.userId),
): Promise<number> {
  const mark = await stage.bob.mark();
  const [before] = await pendingIn(stage, room);
  if (!before) throw new Error("The homeserver has no last will");
  await end();
  // On a busy machine, the delay may be over before the call has ended for certain.
  const [last = before] = await pendingIn(stage, room);
  const due = last.running_since + last.delay;
  const within = Math.max(0, due - Date.now()) + HEARD_WITHIN;
  const event = await stage.bob.waitForEvent(room, leave, within, mark);
  const heard = Date.now() - due;
  // By the homeserver's own clock, since the listener may be late as well.
  const late = event.origin_server_ts - due;
  if (late < -EARLY || late > LATE) throw new Error(`The last will came ${late} ms after its time`);
  return heard;
}
