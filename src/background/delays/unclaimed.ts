import { isEqual } from "../../delayed-events/outcome.ts";
import { isWithin } from "../../delayed-events/times.ts";
import type { PendingEvent } from "../homeserver/listed.ts";
import type { Session } from "../sessions/session.ts";
import type { Ledger } from "./ledger.ts";
import { isSameUser, type LedgerEntry } from "./ledger-entry.ts";
import { limitedOf, type RateLimit } from "./rate-limit.ts";

/** HTTP's `Date` knows seconds, and a request is under way for a while (ms). */
const SLACK = 2_500;
/** A request that has not ended after this time (ms) has died with its background. */
const UNDER_WAY = 12_000;

/** An event that nobody learned of, and since when (epoch ms). */
export type UnclaimedEvent = PendingEvent & { since: number };

/** What of a delayed event the homeserver's list tells. */
export type Intent = Pick<LedgerEntry, "roomId" | "type" | "content" | "delay" | "intendedAt"> &
  Partial<Pick<LedgerEntry, "stateKey" | "delayId" | "scheduledAt" | "restartedAt">>;

/**
 * Delayed events that the homeserver has taken and that no widget ever learned of: the answer was lost, the worker died before
 * it came, or the browser itself repeated a request whose connection was reset (Chromium twice, Firefox once). Left alone
 * they would fire with nobody to hold them back, and end the very call that they should protect.
 */
export function createUnclaimed({
  ledger,
  limits,
  now,
}: {
  ledger: Ledger;
  limits: RateLimit;
  /** Epoch milliseconds. */
  now: () => number;
}) {
  /**
   * @returns the events of an intent that the homeserver counts down and the ledger does not know; nothing where the
   *   homeserver has no list
   */
  async function find(session: Session, intent: Intent): Promise<UnclaimedEvent[] | undefined> {
    const listed = await session.homeserver.pendingEvents();
    if (!listed) return undefined;
    const known = new Set((await ledger.all()).map(({ delayId }) => delayId));
    const own = listed.find(({ delayId }) => delayId === intent.delayId);
    // Where it is not known since when, it may be an older one that somebody needs.
    return listed
      .filter((event): event is UnclaimedEvent => event.since !== undefined)
      .filter(
        (event) =>
          event.since >= intent.intendedAt - SLACK &&
          isBeforeOwn(event, intent, own) &&
          isIntended(event, intent) &&
          !known.has(event.delayId),
      );
  }

  /** Finds what nobody learned of, and cancels it. @returns the delay_ids; nothing where the homeserver has no list */
  async function withdraw(session: Session, entry: LedgerEntry): Promise<string[] | undefined> {
    const account = limitedOf(session);
    await limits.acquire(account);
    // It would be listed before the ledger has its delay_id.
    while (await isAnotherUnderWay(entry)) await new Promise((resolve) => setTimeout(resolve, 500));
    const found = await find(session, entry);
    for (const { delayId } of found ?? []) {
      await limits.acquire(account);
      await session.homeserver.update(delayId, "cancel");
    }
    return found?.map(({ delayId }) => delayId);
  }

  /** Says whether an equal event of the same account is being scheduled at this moment. */
  async function isAnotherUnderWay({ id, account, ...intent }: LedgerEntry): Promise<boolean> {
    return (await ledger.all()).some(
      (other) =>
        other.id !== id &&
        other.state === "intended" &&
        // Nor is it under way where its time lies far ahead: the clock was set back then.
        isWithin(UNDER_WAY, other.intendedAt, now()) &&
        isSameUser(other.account, account) &&
        isIntended(other, intent),
    );
  }

  return { find, withdraw, isAnotherUnderWay };
}

export type Unclaimed = ReturnType<typeof createUnclaimed>;

/**
 * Of a request that was answered, the browser's silent repetitions came before the answer. An equal event that came later is
 * another's: the same account's in another browser, say.
 */
function isBeforeOwn(
  event: UnclaimedEvent,
  { scheduledAt, restartedAt }: Intent,
  own?: PendingEvent,
): boolean {
  const { since, order } = event;
  if (order !== undefined && own?.order !== undefined && restartedAt === undefined) return order <= own.order;
  return scheduledAt === undefined || since <= scheduledAt + 1_000;
}

/** Says whether an event is just what was intended. One whose content is not kept is no other's equal. */
function isIntended(
  event: Omit<Intent, "intendedAt">,
  { roomId, type, stateKey, content, delay }: Omit<Intent, "intendedAt">,
): boolean {
  return (
    event.roomId === roomId &&
    event.type === type &&
    event.stateKey === stateKey &&
    event.delay === delay &&
    isEqual(event.content, content)
  );
}
