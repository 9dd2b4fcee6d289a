import { isEqual } from "../../delayed-events/outcome.ts";
import { isWithin } from "../../delayed-events/times.ts";
import type { PendingEvent } from "../homeserver/listed.ts";
import type { Session } from "../sessions/session.ts";
import type { Ledger } from "./ledger.ts";
import { isSameUser, type LedgerEntry } from "./ledger-entry.ts";
import { limitedOf, type RateLimit } from "./rate-limit.ts";

/** Tolerance for comparing times (ms): HTTP's `Date` has whole seconds, and a request takes a while. */
const SLACK = 2_500;
/** A request that has not ended after this time died with its background (ms). */
const UNDER_WAY = 12_000;

/** An event whose delay_id no widget got, and the time since which it is pending (epoch ms). */
export type UnclaimedEvent = PendingEvent & { since: number };

/** The parts of a ledger entry that can be compared with the homeserver's list. */
export type Intent = Pick<LedgerEntry, "roomId" | "type" | "content" | "delay" | "intendedAt"> &
  Partial<Pick<LedgerEntry, "stateKey" | "delayId" | "scheduledAt" | "restartedAt">>;

/**
 * Finds delayed events that the homeserver has accepted and that no widget ever learned of: the answer was lost, the
 * worker died before it came, or the browser itself repeated a request whose connection was reset (Chromium twice,
 * Firefox once). Nobody would restart them, so they would be sent and end the very call they should protect.
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
   * @returns the events of an intent that are pending at the homeserver and unknown to the ledger, the newest first:
   *   beside it, the others are recognised as duplicates; nothing if the homeserver has no list
   */
  async function find(session: Session, intent: Intent): Promise<UnclaimedEvent[] | undefined> {
    const listed = await session.homeserver.pendingEvents();
    return listed && among(listed, intent);
  }

  /** @returns those of the listed events that are the intent's and unknown to the ledger */
  async function among(listed: PendingEvent[], intent: Intent): Promise<UnclaimedEvent[]> {
    const known = new Set((await ledger.all()).map(({ delayId }) => delayId));
    const own = listed.find(({ delayId }) => delayId === intent.delayId);
    // An event without a start time may be an older one that somebody needs.
    return listed
      .filter((event): event is UnclaimedEvent => event.since !== undefined)
      .filter(
        (event) =>
          event.since >= intent.intendedAt - SLACK &&
          isBeforeOwn(event, intent, own) &&
          isIntended(event, intent) &&
          !known.has(event.delayId),
      )
      .sort((a, b) => (b.order ?? b.since) - (a.order ?? a.since));
  }

  /**
   * Finds the unclaimed events of an entry and cancels them.
   * @returns their delay_ids; nothing if the homeserver has no list
   */
  async function withdraw(session: Session, entry: LedgerEntry): Promise<string[] | undefined> {
    const account = limitedOf(session);
    await limits.acquire(account);
    const listed = await session.homeserver.pendingEvents();
    if (!listed) return undefined;
    // Its event may be in the list before the ledger has the delay_id, even if it was asked for after the list was.
    while (await isAnotherUnderWay(entry)) await new Promise((resolve) => setTimeout(resolve, 500));
    const cancelled: string[] = [];
    for (const { delayId } of await among(listed, entry)) {
      await limits.acquire(account);
      // A widget may have got the event in the meantime.
      if ((await ledger.all()).some((other) => other.delayId === delayId)) continue;
      await session.homeserver.update(delayId, "cancel");
      cancelled.push(delayId);
    }
    return cancelled;
  }

  /** Says whether an equal event of the same account is being scheduled at this moment. */
  async function isAnotherUnderWay({ id, account, ...intent }: LedgerEntry): Promise<boolean> {
    return (await ledger.all()).some(
      (other) =>
        other.id !== id &&
        other.state === "intended" &&
        // A time far in the future does not count as under way either: the clock was set back.
        isWithin(UNDER_WAY, other.intendedAt, now()) &&
        isSameUser(other.account, account) &&
        isIntended(other, intent),
    );
  }

  return { find, withdraw, isAnotherUnderWay };
}

export type Unclaimed = ReturnType<typeof createUnclaimed>;

/**
 * Says whether an event is from before an answered request's own. The browser repeats a request only before its answer;
 * a later equal event is someone else's, for example the same account's in another browser.
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

/** Says whether an event is exactly the intended one. An entry whose content is not kept matches no event. */
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
