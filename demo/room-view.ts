import { CALL_MEMBER } from "../test/environment/call/membership.ts";
import { type RoomEvent, roomEvents } from "../test/environment/homeserver/room-events.ts";
import type { Stage } from "../test/environment/stage.ts";
import { HEARTBEAT } from "./demo.ts";

/** Yields the events that Bob sees in the room, from now until `signal`. */
export async function* bobsView({ bob, room }: Stage, signal: AbortSignal): AsyncGenerator<RoomEvent, void> {
  const since = await bob.mark();
  const events = roomEvents(bob.http, { roomId: room, since, deadline: Number.POSITIVE_INFINITY });
  const end = new Promise<{ done: true }>((resolve) => {
    signal.addEventListener("abort", () => resolve({ done: true }), { once: true });
  });
  while (!signal.aborted) {
    const next = await Promise.race([events.next(), end]);
    if (next.done) return;
    yield next.value;
  }
}

/** @returns whether an event is a last will: it announces that somebody is gone, or has left the call */
export function isLastWill({ type, content }: RoomEvent): boolean {
  return type === CALL_MEMBER ? Object.keys(content).length === 0 : content.status === "gone";
}

/** @returns an event in words */
export function inWords(event: RoomEvent): string {
  const { type, sender, state_key, content } = event;
  if (type === CALL_MEMBER)
    return isLastWill(event) ? `${sender} has left the call.` : `${sender} is in the call.`;
  if (type === HEARTBEAT && content.status === "alive") return `${sender} is there.`;
  if (type === HEARTBEAT && content.status === "gone") return `${sender} is gone. That is the last will.`;
  if (type === "m.room.message") return `${sender} says "${content.body}".`;
  const key = state_key ? ` (${state_key})` : "";
  return `${sender} sends ${type}${key} ${JSON.stringify(content)}.`;
}
