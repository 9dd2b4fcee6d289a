import { isObject } from "../widget-api/message.ts";
import { isCanonical } from "./canonical.ts";
import type { DelayedSend } from "./delayed-event.ts";
import { bytesOfJson, EVENT_BYTES, isTooLongForName } from "./sizes.ts";

/**
 * Why the homeserver will not send an event when its time comes, although it accepted it. Synapse checks none of this
 * when it schedules, and later drops the event silently (measured, 1.116 to 1.163).
 */
export type Blocker =
  /** The account is not in the room. */
  | "not-in-room"
  /** Its power level is below what the event needs. */
  | "no-power"
  /** The state key is another user's id. */
  | "foreign-state-key"
  /** The event is larger than rooms allow. */
  | "too-large"
  /** Its content has a number or a text that rooms do not allow. */
  | "not-canonical";

/** What is known about the room when an event is scheduled, exactly as the homeserver returned it. */
export interface RoomFacts {
  userId: string;
  /** The account's own `m.room.member` content; absent if the homeserver does not let it see that. */
  membership?: unknown;
  /** The `m.room.power_levels` content; absent if the room has none. */
  powerLevels?: unknown;
  /** The whole `m.room.create` event. */
  create?: unknown;
}

/** What a homeserver adds to the content, in bytes: ids, hashes, signatures, references to earlier events. */
const AROUND_CONTENT = 1_500;

/** @returns why the homeserver will drop the event; nothing if nothing is known to block it */
export function blockerOf(event: DelayedSend, facts: RoomFacts): Blocker | undefined {
  const { type, stateKey, content } = event;
  if (isTooLongForName(type) || isTooLongForName(stateKey ?? "")) return "too-large";
  if (bytesOfJson(content) + AROUND_CONTENT > EVENT_BYTES) return "too-large";
  if (!isCanonical(content, hasStrictNumbers(facts.create))) return "not-canonical";
  if (!isObject(facts.membership) || facts.membership.membership !== "join") return "not-in-room";
  // Authorisation rules: a state key that begins with @ must be the sender's own id.
  if (stateKey?.startsWith("@") && stateKey !== facts.userId) return "foreign-state-key";
  return powerOf(facts) < powerNeeded(event, facts.powerLevels) ? "no-power" : undefined;
}

/**
 * The account's power level in the room. From room version 12 on, a room's creators are above everyone (MSC4289).
 * Before that, the creator has 100 in a room without power levels.
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

/** Old room versions allow power levels as strings. */
function level(value: unknown): number | undefined {
  const number = typeof value === "string" ? Number(value.trim() || Number.NaN) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/**
 * Rooms up to version 5 allow any number. A room of unknown version counts as a current one; a create event without a
 * version means version 1.
 */
function hasStrictNumbers(create: unknown): boolean {
  if (!isObject(create) || !isObject(create.content)) return true;
  return !["1", "2", "3", "4", "5"].includes(String(create.content.room_version ?? "1"));
}

/** Versions that are not numbers are unstable ones; in none of those in use are creators above everyone. */
function hasSupremeCreators(version: unknown): boolean {
  return typeof version === "string" && /^\d+$/.test(version) && Number(version) >= 12;
}
