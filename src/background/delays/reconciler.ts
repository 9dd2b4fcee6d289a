import { isResendDue, nextCheck } from "../../delayed-events/next-check.ts";
import { isNoAnswer } from "../homeserver/request.ts";
import type { Session } from "../sessions/session.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { oneAtATime } from "../store.ts";
import type { Ledger } from "./ledger.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import type { Outcomes } from "./outcomes.ts";
import { NoSlotError } from "./rate-limit.ts";
import type { SendNow } from "./send-now.ts";
import type { Unclaimed } from "./unclaimed.ts";

/** Has the background look after delays at a time (epoch ms), also when it was stopped meanwhile. There is one such time. */
export type SetAlarm = (at: number) => void;

/**
 * How soon is looked after what is due already (ms). A homeserver that does not know it any more may be sending it just now, and
 * a widget whose sending was refused sends another event (MatrixRTC).
 */
const SOON = 5_000;
/** For longer a delay is not passed over because its homeserver wants to be left alone (ms): `limits.ts` remembers 5 minutes. */
const LONGEST_WAIT = 600_000;

interface Parts {
  ledger: Ledger;
  sessions: Sessions;
  unclaimed: Unclaimed;
  outcomes: Outcomes;
  sendNow: SendNow;
  setAlarm: SetAlarm;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Looks after delays when their time has come, and after those of which nobody knows what the homeserver has: one after
 * another, a few times each, and never in a loop. What cannot be looked after because its account has no session here is
 * looked after when it has one.
 */
export function createReconciler({ ledger, sessions, unclaimed, outcomes, sendNow, setAlarm, now }: Parts) {
  const inOrder = oneAtATime();
  let alarmAt = Number.POSITIVE_INFINITY;
  /** By id, until when those are passed over that cannot be looked after (epoch ms). */
  const passedOver = new Map<string, number>();

  /** Looks after everything that is due, and sets the clock for the next. */
  function tick(): Promise<void> {
    return inOrder(async () => {
      // Timers may ring a moment too early, when nothing is due yet: the clock is to be set again for the same time then.
      alarmAt = Number.POSITIVE_INFINITY;
      await ledger.followClock();
      const all = await ledger.all();
      for (const { id } of all.filter(isDue)) await reconcileAll(id);
      const known = new Set(all.map(({ id }) => id));
      for (const id of passedOver.keys()) if (!known.has(id)) passedOver.delete(id);
      await rearm();
    });
  }

  /** Looks after one delay for as long as something of it is due: whether it has a twin, and what became of it. */
  async function reconcileAll(id: string): Promise<void> {
    passedOver.delete(id);
    for (let entry = await ledger.get(id); entry && isDue(entry); entry = await ledger.get(id)) {
      const { partition, client, account } = entry;
      const session = await sessions.ofAccount(partition, client, account).catch(() => "unreached" as const);
      // Whoever learns of a session checks after everything again.
      if (!session) return void passedOver.set(id, Number.POSITIVE_INFINITY);
      try {
        await (session === "unreached" ? noteCheck(entry, true) : reconcile(entry, session));
      } catch (error) {
        if (error instanceof NoSlotError) return void passedOver.set(id, now() + error.wait);
        await noteCheck(entry, isNoAnswer(error));
      }
    }
  }

  const isDue = (entry: LedgerEntry) => (nextCheck(entry) ?? Number.POSITIVE_INFINITY) <= now();

  /** When the clock is to ring for a delay (epoch ms): never where there is nothing to ask. */
  function timeOf(entry: LedgerEntry): number {
    const until = passedOver.get(entry.id) ?? 0;
    // No finite wait is that long: the clock was set back meanwhile.
    const isOver = until !== Number.POSITIVE_INFINITY && until - now() > LONGEST_WAIT;
    const at = Math.max(nextCheck(entry) ?? Number.POSITIVE_INFINITY, isOver ? 0 : until);
    return at > now() ? at : now() + SOON;
  }

  /** Sets the clock for what is due next. */
  async function rearm(): Promise<void> {
    const next = Math.min(...(await ledger.all()).map(timeOf));
    if (next === Number.POSITIVE_INFINITY) return;
    // An alarm that rings too early does no harm; setting it again with every restart would.
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
    if (became) await ledger.record(entry.id, became);
    const next = await ledger.get(entry.id);
    // One that is still counted down may be due again already, at a homeserver that is late.
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

  /** Has it wait for its next look. */
  async function noteCheck(entry: LedgerEntry, isUnreached = false): Promise<void> {
    const { id, checks = 0, unreached = 0 } = entry;
    const counted = isUnreached ? { unreached: unreached + 1 } : { checks: checks + 1, unreached: undefined };
    await ledger.note(id, { ...counted, checkedAt: now() });
  }

  return { tick, rearm };
}

export type Reconciler = ReturnType<typeof createReconciler>;
