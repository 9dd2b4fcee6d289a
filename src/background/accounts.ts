import type { KnownSession } from "./sessions.ts";

/**
 * Of the accounts that a page speaks for, the one that a widget belongs to: the only one there is, else the only one that is in
 * the widget's room.
 * @param isJoined asks an account's homeserver
 * @returns nothing where that is not clear: never a guess
 */
export async function accountInRoom(
  candidates: KnownSession[],
  roomId: string | undefined,
  isJoined: (session: KnownSession, roomId: string) => Promise<boolean>,
): Promise<KnownSession | undefined> {
  if (candidates.length < 2) return candidates[0];
  if (roomId === undefined) return undefined;
  const joined = await Promise.all(candidates.map((session) => isJoined(session, roomId)));
  const inRoom = candidates.filter((_, place) => joined[place]);
  return inRoom.length === 1 ? inRoom[0] : undefined;
}
