import { isResendDue, nextCheck } from "../../delayed-events/next-check.ts";
import { isUnreached } from "../homeserver/request-errors.ts";
import type { Session } from "../sessions/session.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { oneAtATime } from "../store.ts";
import type { Ledger } from "./ledger.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import type { Outcomes } from "./outcomes.ts";
import type { Preflight } from "./preflight.ts";
import { NoSlotError } from "./rate-limit.ts";
import type { SendNow } from "./send-now.ts";
import type { Unclaimed } from "./unclaimed.ts";

/** Sets the one time (epoch ms) at which the background checks delays, even if it was stopped in the meantime. */
export type SetAlarm = (at: number) => void;

/**
 * How soon a check that is already due is made (ms). A homeserver that no longer has the delay may be sending it just
 * now, and a widget whose send was refused sends another event (MatrixRTC).
 */
const SOON = 5_000;
/**
 * How long a delay is skipped at most because of its homeserver's rate limit (ms). `rate-limit.ts` remembers 5 minutes.
 */
const LONGEST_WAIT = 600_000;

interface Parts {
  ledger: Ledger;
  sessions: Sessions;
  unclaimed: Unclaimed;
  outcomes: Outcomes;
  preflight: Preflight;
  sendNow: SendNow;
  setAlarm: SetAlarm;
  /** The homeserver has sent a delay's event by itself, at this time (epoch ms). */
  wasSent?: (entry: LedgerEntry, session: Session, at: number) => Promise<void>;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Checks delays that are due, and delays that may or may not be pending at the homeserver: one after another, a few
 * times each, and never in a loop. A delay whose account has no session here is checked once there is one.
 */
export function createReconciler(parts: Parts) {
  const { ledger, sessions, unclaimed, outcomes, preflight, sendNow, setAlarm, wasSent, now } = parts;
  const inOrder = oneAtATime();
  let alarmAt = Number.POSITIVE_INFINITY;
  /** The delays that cannot be checked, by id, and until when each is skipped (epoch ms). */
  const skippedUntil = new Map<string, number>();

  /** Checks every delay that is due, and sets the alarm for the next. */
  function tick(): Promise<void> {
    return inOrder(async () => {
      // Timers may fire a moment too early, when nothing is due yet. Then the alarm must be set again for the same
      // time.
      alarmAt = Number.POSITIVE_INFINITY;
      await ledger.followClock();
      const all = await ledger.all();
      for (const { id } of all.filter(isDue)) await reconcileAll(id);
      const known = new Set(all.map(({ id }) => id));
      for (const id of skippedUntil.keys()) if (!known.has(id)) skippedUntil.delete(id);
      await rearm();
    });
  }

  /** Makes every check of one delay that is due: whether it has duplicates, and what became of it. */
  async function reconcileAll(id: string): Promise<void> {
    skippedUntil.delete(id);
    for (let entry = await ledger.get(id); entry && isDue(entry); entry = await ledger.get(id)) {
      const { partition, client, account } = entry;
      const session = await sessions.ofAccount(partition, client, account).catch(() => "unreached" as const);
      // Learning a session starts another tick.
      if (!session) return void skippedUntil.set(id, Number.POSITIVE_INFINITY);
      try {
        await (session === "unreached" ? noteCheck(entry, true) : reconcile(entry, session));
      } catch (error) {
        if (error instanceof NoSlotError) return void skippedUntil.set(id, now() + error.wait);
        await noteCheck(entry, isUnreached(error));
      }
    }
  }

  const isDue = (entry: LedgerEntry) => (nextCheck(entry) ?? Number.POSITIVE_INFINITY) <= now();

  /** When the alarm must fire for a delay (epoch ms); infinity if there is nothing to check. */
  function timeOf(entry: LedgerEntry): number {
    const until = skippedUntil.get(entry.id) ?? 0;
    // If a finite wait seems longer than this, the clock was set back.
    const isOver = until !== Number.POSITIVE_INFINITY && until - now() > LONGEST_WAIT;
    const at = Math.max(nextCheck(entry) ?? Number.POSITIVE_INFINITY, isOver ? 0 : until);
    return at > now() ? at : now() + SOON;
  }

  /** Sets the alarm for the next check. */
  async function rearm(): Promise<void> {
    const next = Math.min(...(await ledger.all()).map(timeOf));
    if (next === Number.POSITIVE_INFINITY) return;
    // An alarm that fires too early does no harm. Setting it again at every restart would.
    if (next < alarmAt || alarmAt <= now()) {
      alarmAt = next;
      setAlarm(next);
    }
  }

  async function reconcile(entry: LedgerEntry, session: Session): Promise<void> {
    if (isResendDue(entry)) return sendNow.resendNow(entry, session);
    if (entry.state === "intended" || entry.state === "unknown") return withdraw(entry, session);
    if (entry.mayHaveDuplicates) {
      await unclaimed.withdraw(session, entry);
      await ledger.note(entry.id, { mayHaveDuplicates: false });
      return;
    }
    const became = await outcomes.of(entry, session);
    // The homeserver does not say why it dropped an event, but the room may show the reason. After this the content is
    // forgotten.
    if (became?.kind === "nowhere" && became.error === undefined)
      await preflight.check(entry.id, session).catch(() => undefined);
    if (became) await ledger.record(entry.id, became);
    if (became?.kind === "found") void wasSent?.(entry, session, became.at).catch(() => undefined);
    const next = await ledger.get(entry.id);
    // A delay that is still pending may already be due again, if the homeserver is late.
    if (next && isDue(next)) await noteCheck(next);
  }

  async function withdraw(entry: LedgerEntry, session: Session): Promise<void> {
    const found = await unclaimed.withdraw(session, entry);
    const [delayId] = found ?? [];
    if (delayId !== undefined) await ledger.record(entry.id, { kind: "withdrawn", delayId, at: now() });
    else if (entry.state === "intended")
      await ledger.record(entry.id, { kind: "unanswered", error: "The background was stopped", at: now() });
    else await noteCheck(entry);
  }

  /** Notes that a delay was checked, so that it waits for its next check. */
  async function noteCheck(entry: LedgerEntry, isUnreached = false): Promise<void> {
    const { id, checks = 0, unreached = 0 } = entry;
    const counted = isUnreached ? { unreached: unreached + 1 } : { checks: checks + 1, unreached: undefined };
    await ledger.note(id, { ...counted, checkedAt: now() });
  }

  return { tick, rearm };
}

export type Reconciler = ReturnType<typeof createReconciler>;
