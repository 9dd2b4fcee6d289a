import type { RoomEvent } from "../homeserver/room-events.ts";
import type { CallStage } from "./call-stage.ts";
import { isLeave } from "./membership.ts";

/** How much too early an event may seem, because its time and the delay's are read separately (ms). */
export const EARLY = 500;
/** How late Synapse may be on a busy machine (ms). */
const LATE = 4_000;
/** How long after that Bob may receive it (ms). */
const HEARD_WITHIN = 15_000;

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
