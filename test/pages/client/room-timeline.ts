import { type MatrixEvent, type Room, RoomEvent } from "matrix-js-sdk";

/** An event of the room. Only state events have a `stateKey`; `at` is the homeserver's time in ms. */
export interface TimelineEntry {
  eventId: string;
  type: string;
  stateKey?: string;
  sender: string;
  at: number;
  content: Record<string, unknown>;
  unsigned: Record<string, unknown>;
}

/**
 * Keeps a list of the room's events as they come by sync, and calls back when it has grown. Events are never removed,
 * so a gap in the sync, after which js-sdk begins a new timeline, loses no earlier event.
 * @returns the list itself, which keeps growing
 */
export function followTimeline(room: Room, onGrown: () => void): readonly TimelineEntry[] {
  const entries: TimelineEntry[] = [];
  const seen = new Set<string>();

  const collect = () => {
    const before = entries.length;
    for (const event of room.getLiveTimeline().getEvents()) {
      const id = event.getId();
      if (!id?.startsWith("$") || seen.has(id)) continue;
      seen.add(id);
      entries.push(entryOf(event, id));
    }
    if (entries.length > before) onGrown();
  };

  room.on(RoomEvent.Timeline, collect);
  room.on(RoomEvent.LocalEchoUpdated, collect);
  collect();
  return entries;
}

function entryOf(event: MatrixEvent, eventId: string): TimelineEntry {
  const stateKey = event.getStateKey();
  return {
    eventId,
    type: event.getType(),
    ...(stateKey !== undefined && { stateKey }),
    sender: event.getSender() ?? "",
    at: event.getTs(),
    content: event.getContent(),
    unsigned: { ...event.getUnsigned() },
  };
}
