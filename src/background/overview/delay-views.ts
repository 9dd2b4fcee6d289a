import { isPending } from "../../delayed-events/delay.ts";
import { isResendDue, nextCheck } from "../../delayed-events/next-check.ts";
import { purposeOf } from "../../delayed-events/purpose.ts";
import type { DelayView } from "../../messaging/contract.ts";
import { isSeenFrom } from "../../messaging/sender.ts";
import type { Ledger } from "../delays/ledger.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { isNews } from "./badge.ts";

/** How many ended delays are shown, and how many dropped ones are shown in addition. */
const ENDED = 10;

/** How many room names are remembered. */
const NAMES = 200;

/**
 * The ledger as the extension's own pages see it.
 * @param parts.now epoch milliseconds
 */
export function createDelayViews(parts: { ledger: Ledger; sessions: Sessions; now: () => number }) {
  const { ledger, sessions, now } = parts;
  const names = new LimitedMap<string, Promise<string | undefined>>(NAMES);

  /** @returns what a window of this partition shows: private windows show private delays, all others show the rest */
  async function seenFrom(partition: string): Promise<DelayView[]> {
    const entries = (await ledger.all()).filter(
      (entry) => entry.state !== "intended" && isSeenFrom(partition, entry.partition),
    );
    const pending = entries.filter((entry) => isPending(entry, now()));
    const ended = entries.filter((entry) => !isPending(entry, now()));
    pending.sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
    ended.sort((a, b) => endOf(b) - endOf(a));
    // A delay that cannot be shown does not take the others with it.
    const shown = [...pending, ...lastOf(ended)].map((entry) => view(entry).catch(() => undefined));
    return (await Promise.all(shown)).filter((seen) => seen !== undefined);
  }

  /**
   * A page gets only what it shows: a delay_id is a secret, and the ledger's bookkeeping is nobody else's business.
   */
  async function view(entry: LedgerEntry): Promise<DelayView> {
    const { account, roomId, delayId, stateKey, by, blocker, unheld, error } = entry;
    const { id, state, delay, widget, client, type, content, resent } = entry;
    // Absent once the resend has been given up.
    const resendAt = isResendDue(entry) ? nextCheck(entry) : undefined;
    const { dueAt, scheduledAt, restartedAt, endedAt } = entry;
    const session = await sessionOf(entry);
    const name = await roomName(entry, session);
    return {
      id,
      state,
      delay,
      widget,
      client,
      type,
      purpose: purposeOf(entry),
      room: { id: roomId, ...(name && { name }) },
      userId: account.userId,
      hasSession: session !== undefined,
      ...(dueAt !== undefined && { dueAt }),
      ...(scheduledAt !== undefined && { scheduledAt }),
      ...(restartedAt !== undefined && { restartedAt }),
      ...(endedAt !== undefined && { endedAt }),
      ...(stateKey !== undefined && { stateKey }),
      ...(resendAt !== undefined && { resendAt }),
      ...(error !== undefined && { error }),
      ...(content && { content }),
      ...(resent && { resent }),
      ...(by && { by }),
      ...(blocker && { blocker }),
      ...(unheld && { unheld }),
      ...(delayId && { maskedDelayId: `${delayId.slice(0, 6)}…` }),
    };
  }

  function sessionOf({ partition, client, account }: LedgerEntry): Promise<Session | undefined> {
    return sessions.ofAccount(partition, client, account).catch(() => undefined);
  }

  /**
   * A name is requested once in the worker's lifetime. The request gives up quickly, so that a slow homeserver does
   * not hold up the list. A homeserver's name for a room is shown for its own accounts only.
   */
  async function roomName(
    { roomId, account }: LedgerEntry,
    session: Session | undefined,
  ): Promise<string | undefined> {
    // A homeserver must not name another's rooms, and one account must not see what only another may.
    const key = JSON.stringify([account.homeserver, account.userId, roomId]);
    if (!names.has(key)) {
      if (!session) return undefined;
      names.set(key, session.homeserver.roomName(roomId));
    }
    return names.get(key);
  }

  return { seenFrom };
}

export type DelayViews = ReturnType<typeof createDelayViews>;

/** @returns the latest ended delays, and all that the toolbar button's badge stands for */
function lastOf(ended: LedgerEntry[]): LedgerEntry[] {
  const dropped = ended.filter(({ state }) => state === "dropped");
  // Dropped delays stay in the list after they have been shown, because the popup fetches the list again at every
  // change.
  const shown = new Set([...ended.slice(0, ENDED), ...dropped.slice(0, ENDED), ...dropped.filter(isNews)]);
  return ended.filter((entry) => shown.has(entry));
}

function endOf({ endedAt, dueAt }: LedgerEntry): number {
  return endedAt ?? dueAt ?? 0;
}
