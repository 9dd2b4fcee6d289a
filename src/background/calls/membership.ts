import type { CallMembership } from "../../messaging/views/calls.ts";
import type { CallMember } from "../homeserver/call-members.ts";
import type { Session } from "../sessions/session.ts";

/**
 * Says whether a state key belongs to this user alone: it is the user's id, or the id, an underscore and more, with or
 * without an underscore in front (MSC3401, MSC3757). Server names have no underscores, so no other user's id begins
 * like that.
 */
export function isOwnKey(stateKey: string, userId: string): boolean {
  return stateKey === userId || restOf(stateKey, userId) !== undefined;
}

/** @returns the part after the user's id: the device's id, and perhaps the call's */
function restOf(stateKey: string, userId: string): string | undefined {
  const key = stateKey.startsWith("_") ? stateKey.slice(1) : stateKey;
  return key.startsWith(`${userId}_`) ? key.slice(userId.length + 1) || undefined : undefined;
}

/**
 * @param member as the homeserver returned it
 * @param account whose it must be
 * @returns the account's membership, without its room's name; nothing if it is somebody else's, or puts nobody in the
 *   call
 */
export function ownMembership(
  { roomId, type, stateKey, sender, devices }: CallMember,
  { userId, deviceId }: { userId: string; deviceId?: string | undefined },
): CallMembership | undefined {
  if (sender !== userId || !isOwnKey(stateKey, userId) || devices.length === 0) return undefined;
  const rest = restOf(stateKey, userId);
  const named = devices.map((each) => (isOf(rest, each.deviceId) ? each.deviceId : undefined));
  const since = latest(devices.map((each) => each.since));
  const expiresAt = latest(devices.map((each) => each.expiresAt));
  return {
    userId,
    room: { id: roomId },
    type,
    stateKey,
    from: fromOf(named, deviceId),
    ...(since !== undefined && { since }),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

/** @returns the account's current memberships at the homeserver, in all rooms or in one, without the rooms' names */
export async function membershipsOf(
  { homeserver, account }: Session,
  roomId?: string,
): Promise<CallMembership[]> {
  const all = await homeserver.callMembers(account.userId, roomId);
  return all.map((each) => ownMembership(each, account)).filter((each) => each !== undefined);
}

/** Says whether the rest of a state key names this device. */
function isOf(rest: string | undefined, deviceId: string | undefined): boolean {
  return rest === undefined || rest === deviceId || rest.startsWith(`${deviceId}_`);
}

function fromOf(named: (string | undefined)[], deviceId: string | undefined): CallMembership["from"] {
  if (deviceId === undefined || named.includes(undefined)) return "unknown";
  return named.every((each) => each === deviceId) ? "here" : "elsewhere";
}

/** @returns the latest time (epoch ms); nothing if one is not known */
function latest(times: (number | undefined)[]): number | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === times.length ? Math.max(...known) : undefined;
}
