import { isObject } from "../widget-api/message.ts";
import type { DelayedSend } from "./delayed-event.ts";
import { bytesOfJson, EVENT_BYTES, isTooLongForName } from "./sizes.ts";

/**
 * Why the homeserver will not send an event when its time comes, though it took it: Synapse looks at none of this when it
 * schedules, and later drops the event without a word (measured, 1.116 to 1.163).
 */
export type Blocker =
  /** The account is not in the room. */
  | "not-in-room"
  /** Its power level is below what the event needs. */
  | "no-power"
  /** The state key is the id of another user. */
  | "foreign-state-key"
  /** The event is larger than rooms take. */
  | "too-large";

/** What is known of the room when an event is scheduled; all of it as the homeserver gave it. */
export interface RoomFacts {
  userId: string;
  /** The account's own `m.room.member` content; nothing where the homeserver does not let it see that. */
  membership?: unknown;
  /** The `m.room.power_levels` content; nothing where the room has none. */
  powerLevels?: unknown;
  /** The whole `m.room.create` event. */
  create?: unknown;
}

/** What a homeserver adds to the content: ids, hashes, signatures, references to earlier events. */
const AROUND_CONTENT = 1_500;

/** @returns why the event will come to nothing, or nothing when nothing speaks against it */
export function blockerOf(event: DelayedSend, facts: RoomFacts): Blocker | undefined {
  const { type, stateKey, content } = event;
  if (isTooLongForName(type) || isTooLongForName(stateKey ?? "")) return "too-large";
  if (bytesOfJson(content) + AROUND_CONTENT > EVENT_BYTES) return "too-large";
  if (!isObject(facts.membership) || facts.membership.membership !== "join") return "not-in-room";
  // Authorisation rules: a state key that begins with @ must be the sender's own id.
  if (stateKey?.startsWith("@") && stateKey !== facts.userId) return "foreign-state-key";
  return powerOf(facts) < powerNeeded(event, facts.powerLevels) ? "no-power" : undefined;
}

/**
 * The account's power in the room. From room version 12 on a room's creators are above all (MSC4289); before it, the creator
 * has 100 in a room without power levels.
 */
function powerOf({ userId, powerLevels, create }: RoomFacts): number {
  const { sender, content } = isObject(create) ? create : {};
  const { room_version, additional_creators } = isObject(content) ? content : {};
  const creators = [sender, ...(Array.isArray(additional_creators) ? additional_creators : [])];
  const isCreator = creators.includes(userId);
  if (isCreator && hasSupremeCreators(room_version)) return Number.POSITIVE_INFINITY;
  if (!isObject(powerLevels)) return isCreator ? 100 : 0;
  const { users, users_default } = powerLevels;
  return level(isObject(users) ? users[userId] : undefined) ?? level(users_default) ?? 0;
}

function powerNeeded({ type, stateKey }: DelayedSend, powerLevels: unknown): number {
  if (!isObject(powerLevels)) return 0;
  const { events, state_default, events_default } = powerLevels;
  const own = level(isObject(events) ? events[type] : undefined);
  return own ?? (stateKey === undefined ? (level(events_default) ?? 0) : (level(state_default) ?? 50));
}

/** Old room versions allow levels as texts. */
function level(value: unknown): number | undefined {
  const number = typeof value === "string" ? Number(value.trim() || Number.NaN) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** Versions that are no number are of the unstable kind, and none of those in use has creators above all. */
function hasSupremeCreators(version: unknown): boolean {
  return typeof version === "string" && /^\d+$/.test(version) && Number(version) >= 12;
}
