import { type RoomEvent, roomEvents } from "../test/environment/room-events.ts";
import type { Stage } from "../test/environment/stage.ts";
import { HEARTBEAT } from "./demo.ts";

/** What Bob sees in the room, from now on and until `signal`. */
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

/** @returns an event in words */
export function inWords({ type, sender, state_key, content }: RoomEvent): string {
  if (type === HEARTBEAT && content.status === "alive") return `${sender} is there.`;
  if (type === HEARTBEAT && content.status === "gone") return `${sender} is gone. That is the last will.`;
  if (type === "m.room.message") return `${sender} says "${content.body}".`;
  const key = state_key ? ` (${state_key})` : "";
  return `${sender} sends ${type}${key} ${JSON.stringify(content)}.`;
}
