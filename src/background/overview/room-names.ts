import type { LedgerEntry } from "../delays/ledger-entry.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";

/** How many room names are remembered. */
const NAMES = 2_000;

/**
 * The names of rooms. Each is requested once in the background's lifetime. The request has a short time limit, so that
 * a slow homeserver does not hold up a list. A homeserver's name for a room is shown for its own accounts only.
 * @returns a function that returns a room's name; nothing if it has none, or if it was never requested and there is no
 *   session
 */
export function createRoomNames() {
  const names = new LimitedMap<string, Promise<string | undefined>>(NAMES);

  return async function roomName(
    { roomId, account }: Pick<LedgerEntry, "roomId" | "account">,
    session: Session | undefined,
  ): Promise<string | undefined> {
    // A homeserver must not name another homeserver's rooms, and no account may see names that only another may see.
    const key = JSON.stringify([account.homeserver, account.userId, roomId]);
    if (!names.has(key)) {
      if (!session) return undefined;
      names.set(key, session.homeserver.roomName(roomId));
    }
    return names.get(key);
  };
}

export type RoomNames = ReturnType<typeof createRoomNames>;
