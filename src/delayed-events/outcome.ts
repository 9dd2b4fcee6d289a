import type { DelayEvent, DelayLife } from "./delay.ts";
import { inClockHere } from "./times.ts";

/**
 * An event in the room, as its homeserver returned it; `at` is by the homeserver's clock (epoch ms), absent if there
 * was no time.
 */
interface RoomEvent {
  sender: string;
  at?: number;
  content: Record<string, unknown>;
  stateKey?: string;
  delayId?: string;
}

/** A delay that the homeserver may have sent. */
export interface AwaitedDelay extends DelayLife {
  userId: string;
  stateKey?: string;
  /** Absent if it is not kept: then no event's content equals it. */
  content?: Record<string, unknown>;
}

/** The tolerance for comparing clocks (ms): HTTP's `Date` has only seconds. */
const CLOCK = 1_500;

/**
 * Finds out from the latest events of a delay's type what became of it. From 1.150 on, Synapse names the delay in the
 * event. Before that, the event is recognised by sender, state key, content and time. The homeserver's times are
 * compared by their age, so its clock may be wrong.
 * @param room the events, and the homeserver's clock when it returned them (epoch ms)
 * @param now the same moment by the clock here (epoch ms)
 * @param ownStateCancels whether one's own state event cancels: on Synapse up to 1.126
 * @returns nothing if the events do not show it
 */
export function outcomeIn(
  delay: AwaitedDelay,
  room: { events: RoomEvent[]; clock: number },
  now: number,
  ownStateCancels: boolean,
): Extract<DelayEvent, { kind: "found" | "overruled" }> | undefined {
  const here = ({ at = room.clock }: RoomEvent) => inClockHere(at, room.clock, now);
  const since = (delay.scheduledAt ?? 0) - CLOCK;
  const its = room.events.filter((event) => event.stateKey === delay.stateKey);
  const fresh = its.filter((event) => event.at !== undefined && here(event) >= since);
  // If the homeserver itself names the delay, that counts whatever the clocks say.
  const sent = its.find((event) => isNamed(event, delay)) ?? fresh.find((event) => isIt(event, delay));
  if (sent) return { kind: "found", at: here(sent) };
  if (delay.stateKey === undefined) return undefined;
  const until = (delay.dueAt ?? now) + CLOCK;
  const overruling = fresh.find(
    (event) => (ownStateCancels || event.sender !== delay.userId) && here(event) <= until,
  );
  return overruling && { kind: "overruled", at: here(overruling) };
}

function isNamed({ delayId }: RoomEvent, delay: AwaitedDelay): boolean {
  return delayId !== undefined && delayId === delay.delayId;
}

function isIt({ delayId, sender, content }: RoomEvent, delay: AwaitedDelay): boolean {
  return delayId === undefined && sender === delay.userId && isEqual(content, delay.content);
}

/** Says whether two JSON values are equal, whatever the order of keys. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && isEqual((a as never)[key], (b as never)[key]))
  );
}
