import { HTTPError } from "matrix-js-sdk/lib/http-api/errors.js";
import type { DelayEvent } from "../../delayed-events/delay.ts";
import { outcomeIn } from "../../delayed-events/outcome.ts";
import { inClockHere } from "../../delayed-events/times.ts";
import type { Homeserver } from "../homeserver/homeserver.ts";
import type { KnownSession } from "../sessions/sessions.ts";
import type { LedgerEntry } from "./ledger.ts";
import { type Limits, limitedOf } from "./limits.ts";

/**
 * Finds out what became of a delay whose time has passed, or that the homeserver does not know any more: from the room first,
 * which counts towards no limit of calls, and only then from the homeserver's delayed events.
 */
export function createOutcomes({
  connect,
  limits,
  now,
}: {
  connect: (session: KnownSession) => Homeserver;
  limits: Limits;
  /** Epoch milliseconds. */
  now: () => number;
}) {
  /** @returns what became of it; nothing where the homeserver cannot say */
  async function of(entry: LedgerEntry, session: KnownSession): Promise<DelayEvent | undefined> {
    const homeserver = connect(session);
    return (await inRoom(entry, session, homeserver)) ?? (await atHomeserver(entry, session, homeserver));
  }

  async function inRoom(
    entry: LedgerEntry,
    session: KnownSession,
    homeserver: Homeserver,
  ): Promise<DelayEvent | undefined> {
    const { roomId, type, account } = entry;
    const delay = { ...entry, userId: account.userId };
    for (const senders of entry.stateKey === undefined ? [[account.userId]] : [[account.userId], undefined]) {
      const room = await homeserver.lastEvents(roomId, type, senders).catch(orNone);
      const outcome = outcomeIn(delay, room, now(), false);
      if (outcome) return outcome;
      const ifOld = outcomeIn(delay, room, now(), true);
      if (ifOld && (await isOld(session, homeserver))) return ifOld;
    }
    return undefined;
  }

  /** Says whether the homeserver is of the generation in which a state event of one's own cancels. */
  function isOld(session: KnownSession, homeserver: Homeserver): Promise<boolean> {
    limits.spend(limitedOf(session));
    return homeserver.updatesByBody();
  }

  async function atHomeserver(
    entry: LedgerEntry,
    session: KnownSession,
    homeserver: Homeserver,
  ): Promise<DelayEvent | undefined> {
    const { delayId } = entry;
    if (delayId === undefined) return undefined;
    await limits.turn(limitedOf(session));
    const one = await homeserver.delayedEvent(delayId);
    if (one === "gone") return { kind: "nowhere", at: now() };
    if (one) {
      const here = (at = one.clock) => inClockHere(at, one.clock, now());
      if (one.pending) return { kind: "listed", at: here(one.pending.since) };
      const { at, eventId, error } = one.finalised ?? {};
      if (eventId) return { kind: "found", at: here(at) };
      return { kind: "nowhere", at: here(at), ...(error !== undefined && { error }) };
    }
    const list = await homeserver.pendingEvents();
    if (!list) return undefined;
    const listed = list.events.find((each) => each.delayId === delayId);
    return listed
      ? { kind: "listed", at: inClockHere(listed.since ?? list.clock, list.clock, now()) }
      : { kind: "nowhere", at: now() };
  }

  return { of };
}

export type Outcomes = ReturnType<typeof createOutcomes>;

/** A room that the account may not see has nothing to show. */
function orNone(error: unknown) {
  if (error instanceof HTTPError && error.httpStatus === 403) return { events: [], clock: 0 };
  throw error;
}
