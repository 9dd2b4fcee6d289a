import type { DelayedSend } from "../../delayed-events/delayed-event.ts";
import { isCallMembership } from "../../delayed-events/purpose.ts";
import { WidgetError } from "../../widget-api/errors.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";
import type { Settings } from "../settings.ts";

/** How many accounts' encrypted rooms are remembered, and how many of each. */
const ACCOUNTS = 50;
const ROOMS = 200;

/** The relevant parts of an event to send, now or later. */
type ToSend = Pick<DelayedSend, "type" | "stateKey"> & Partial<Pick<DelayedSend, "delay">>;

/** The message would have to be encrypted, and cannot be. */
export class EncryptedRoomError extends WidgetError {
  override name = "EncryptedRoomError";
}

/** Decides about events that Postdate cannot encrypt. */
export function createEncryption(settings: Pick<Settings, "unencrypted">) {
  /**
   * The encrypted rooms, by account. A room never stops being encrypted, but an unencrypted one may be encrypted later.
   */
  const encrypted = new LimitedMap<string, LimitedMap<string, true>>(ACCOUNTS);

  /**
   * Refuses messages for encrypted rooms: Postdate cannot encrypt them, so the homeserver would store and send them
   * unencrypted. State events are never encrypted, nor are the delayed events that leave calls. A sticky event that
   * joins a call passes too, although a client that knows sticky events would encrypt it: without it there would be no
   * call (SECURITY.md).
   * @throws EncryptedRoomError if the room is encrypted, unless the user has allowed it
   */
  async function requireClear(
    { type, stateKey, delay }: ToSend,
    roomId: string,
    session: Session,
  ): Promise<void> {
    if (stateKey !== undefined || isCallMembership(type) || (await settings.unencrypted())) return;
    if (await isEncrypted(roomId, session))
      throw new EncryptedRoomError(
        `Cannot send ${delay === undefined ? "" : "delayed "}room events in an encrypted room: they cannot be encrypted`,
      );
  }

  async function isEncrypted(roomId: string, { baseUrl, account, homeserver }: Session): Promise<boolean> {
    const name = `${baseUrl} ${account.userId}`;
    if (encrypted.get(name)?.has(roomId)) return true;
    if (!(await homeserver.isEncrypted(roomId))) return false;
    const rooms = encrypted.get(name) ?? new LimitedMap<string, true>(ROOMS);
    encrypted.set(name, rooms.set(roomId, true));
    return true;
  }

  return { requireClear };
}

export type Encryption = ReturnType<typeof createEncryption>;
