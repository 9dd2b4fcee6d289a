import { purposeOf } from "../../delayed-events/purpose.ts";
import { PRIVATE_PARTITION } from "../../messaging/sender.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";
import type { Session } from "../sessions/session.ts";
import type { Settings } from "../settings.ts";

/** The notification that the homeserver has taken the user out of a call; `room` is the room's name, if it has one. */
export interface LastWillNotice {
  /** The ledger's id of the delay. */
  id: string;
  room?: string;
}

/**
 * How much earlier than expected a homeserver may send an event by itself (ms): its clock started when the restart
 * arrived, and ours when its answer did.
 */
const EARLY = 5_000;
/** The longest part of a room's name that is shown, in characters. */
const NAME = 80;

/** Notifies the user when the homeserver has sent a call's last will by itself, if they want that. */
export function createNotices({
  settings,
  notify,
}: {
  settings: Pick<Settings, "notifications">;
  notify: (notice: LastWillNotice) => void;
}) {
  /**
   * A delay was found in the room. The user is not notified if somebody sent it early, which was no accident, or if it
   * is from a private window.
   * @param at when it was sent (epoch ms)
   */
  return async function wasSent(
    entry: LedgerEntry,
    { homeserver }: Pick<Session, "homeserver">,
    at: number,
  ): Promise<void> {
    if (purposeOf(entry) !== "call-leave" || entry.partition === PRIVATE_PARTITION) return;
    if (entry.dueAt === undefined || at < entry.dueAt - EARLY) return;
    if (!(await settings.notifications())) return;
    const name = await homeserver.roomName(entry.roomId).catch(() => undefined);
    const room = name && isolated(name);
    notify({ id: entry.id, ...(room && { room }) });
  };
}

/** A name that others choose must neither hide nor reverse the text next to it. */
function isolated(name: string): string | undefined {
  const seen = name.replace(/[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu, "").trim();
  const shown = Array.from(seen).slice(0, NAME).join("");
  return shown && `\u2068${shown}\u2069`;
}
