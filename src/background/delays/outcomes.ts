import { HTTPError } from "matrix-js-sdk/lib/http-api/errors.js";
import type { DelayEvent } from "../../delayed-events/delay.ts";
import { isEqual, outcomeIn } from "../../delayed-events/outcome.ts";
import type { PendingEvent } from "../homeserver/listed.ts";
import type { SeenEvent } from "../homeserver/room-events.ts";
import type { Session } from "../sessions/session.ts";
import type { LedgerEntry } from "./ledger-entry.ts";
import { limitedOf, type RateLimit } from "./rate-limit.ts";

/** The tolerance for comparing clocks (ms): HTTP's `Date` has only seconds. */
const CLOCK = 1_500;

/**
 * Finds out what became of a delay that is past its time or that the homeserver no longer knows. It asks the room
 * first, which does not count towards the rate limit that calls need, and only then the homeserver's delayed events.
 */
export function createOutcomes({
  limits,
  now,
}: {
  limits: RateLimit;
  /** Epoch milliseconds. */
  now: () => number;
}) {
  /** @returns what became of the delay; nothing if the homeserver does not show it */
  async function of(entry: LedgerEntry, session: Session): Promise<DelayEvent | undefined> {
    const seen = await inRoom(entry, session);
    if (seen) return seen;
    const said = await atHomeserver(entry, session);
    // The event may have been sent between the two answers.
    return said?.kind === "nowhere" ? ((await inRoom(entry, session)) ?? said) : said;
  }

  async function inRoom(entry: LedgerEntry, session: Session): Promise<DelayEvent | undefined> {
    const { roomId, type, account } = entry;
    const delay = { ...entry, userId: account.userId };
    for (const senders of entry.stateKey === undefined ? [[account.userId]] : [[account.userId], undefined]) {
      const events = await session.homeserver.lastEvents(roomId, type, senders).catch(orNone);
      const clock = now();
      const outcome = outcomeIn(delay, { events, clock }, clock, false);
      if (outcome) return outcome;
      const ifOld = outcomeIn(delay, { events, clock }, clock, true);
      if (ifOld && (await isOld(session))) return ifOld;
    }
    return undefined;
  }

  /**
   * Says whether the account has set a delay's state to something else since the delay ended. A message replaces
   * nothing. The same state may be our own, sent a second time before its answer was lost.
   */
  async function isReplaced(entry: LedgerEntry, session: Session): Promise<boolean> {
    const { roomId, type, stateKey, content, account, endedAt = 0 } = entry;
    if (stateKey === undefined) return false;
    const events = await session.homeserver.lastEvents(roomId, type, [account.userId]).catch(orNone);
    const newest = events.find((event) => event.stateKey === stateKey);
    return newest !== undefined && (newest.at ?? 0) > endedAt + CLOCK && !isEqual(newest.content, content);
  }

  /** Says whether the homeserver is of the generation in which the user's own state event cancels a delayed one. */
  function isOld(session: Session): Promise<boolean> {
    limits.take(limitedOf(session));
    return session.homeserver.updatesByBody();
  }

  async function atHomeserver(entry: LedgerEntry, session: Session): Promise<DelayEvent | undefined> {
    const { delayId } = entry;
    const { homeserver } = session;
    if (delayId === undefined) return undefined;
    await limits.acquire(limitedOf(session));
    const one = await homeserver.delayedEvent(delayId);
    if (one === "gone") return { kind: "nowhere", at: now() };
    if (one) {
      if (one.pending) return listed(one.pending);
      const { at = now(), isSent, error } = one.finalised ?? {};
      if (isSent) return { kind: "found", at };
      return { kind: "nowhere", at, ...(error !== undefined && { error }) };
    }
    const list = await homeserver.pendingEvents();
    if (!list) return undefined;
    const held = list.find((each) => each.delayId === delayId);
    return held ? listed(held) : { kind: "nowhere", at: now() };
  }

  function listed({ since }: PendingEvent): DelayEvent {
    return since === undefined
      ? { kind: "listed", at: now(), isUntold: true }
      : { kind: "listed", at: since };
  }

  return { of, isReplaced };
}

export type Outcomes = ReturnType<typeof createOutcomes>;

/** A room that the account may not see shows no events. */
function orNone(error: unknown): SeenEvent[] {
  if (error instanceof HTTPError && error.httpStatus === 403) return [];
  throw error;
}
