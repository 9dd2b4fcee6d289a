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

/** How many are shown of those that are no longer pending, and of those among them that came to nothing. */
const ENDED = 10;

/** Of how many rooms the names are remembered. */
const NAMES = 200;

/**
 * The ledger as pages of the extension see it.
 * @param parts.now epoch milliseconds
 */
export function createDelayViews(parts: { ledger: Ledger; sessions: Sessions; now: () => number }) {
  const { ledger, sessions, now } = parts;
  const names = new LimitedMap<string, Promise<string | undefined>>(NAMES);

  /** @returns what is seen from a window of this partition: private ones see what is private, and others see the rest */
  async function seenFrom(partition: string): Promise<DelayView[]> {
    const entries = (await ledger.all()).filter(
      (entry) => entry.state !== "intended" && isSeenFrom(partition, entry.partition),
    );
    const pending = entries.filter((entry) => isPending(entry, now()));
    const ended = entries.filter((entry) => !isPending(entry, now()));
    pending.sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
    ended.sort((a, b) => endOf(b) - endOf(a));
    // One that cannot be shown costs nothing but itself.
    const shown = [...pending, ...lastOf(ended)].map((entry) => view(entry).catch(() => undefined));
    return (await Promise.all(shown)).filter((seen) => seen !== undefined);
  }

  /** A page learns what it shows; a delay_id is a secret, and the ledger's own affairs are nobody's. */
  async function view(entry: LedgerEntry): Promise<DelayView> {
    const { account, roomId, delayId, stateKey, by, blocker, error } = entry;
    const { id, state, delay, widget, client, type, content, resent } = entry;
    // Nothing once it is given up.
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
      ...(delayId && { maskedDelayId: `${delayId.slice(0, 6)}…` }),
    };
  }

  function sessionOf({ partition, client, account }: LedgerEntry): Promise<Session | undefined> {
    return sessions.ofAccount(partition, client, account).catch(() => undefined);
  }

  /**
   * Names are asked for once while the worker lives; the list is not held up by a homeserver that is slow. What one homeserver calls
   * a room is shown for its own accounts alone.
   */
  async function roomName(
    { roomId, account }: LedgerEntry,
    session: Session | undefined,
  ): Promise<string | undefined> {
    // No homeserver names another's rooms, nor does one account see what another may.
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

/** @returns the last of those that have ended, and all for which the button in the toolbar carries a sign */
function lastOf(ended: LedgerEntry[]): LedgerEntry[] {
  const nothing = ended.filter(({ state }) => state === "dropped");
  // Those stay in the list when they have been shown, for it is asked for again at every change.
  const shown = new Set([...ended.slice(0, ENDED), ...nothing.slice(0, ENDED), ...nothing.filter(isNews)]);
  return ended.filter((entry) => shown.has(entry));
}

function endOf({ endedAt, dueAt }: LedgerEntry): number {
  return endedAt ?? dueAt ?? 0;
}
