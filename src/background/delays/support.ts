import type { DelayedSend } from "../../delayed-events/delayed-event.ts";
import { OWN_ERRORS } from "../../delayed-events/own-errors.ts";
import { isWithin } from "../../delayed-events/times.ts";
import type { Support } from "../homeserver/account.ts";
import type { Homeserver } from "../homeserver/homeserver.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";
import type { Store } from "../store.ts";
import type { Restarts } from "./restarts.ts";

/** The homeserver does not support the request. js-sdk calls this UnsupportedDelayedEventsEndpointError. */
export class UnsupportedError extends Error {
  override name = "UnsupportedError";
}

/** What is known about a homeserver's support before an event is scheduled. */
export interface Supported {
  /** The homeserver's answer; nothing if it need not be asked, since the endpoint that will be used fails closed. */
  said: Support | undefined;
  /** Whether the answer is new. If an older one is followed by a refusal, the homeserver may have changed. */
  isNew: boolean;
}

/** How long to remember that delayed events are off although the homeserver advertises them (ms). */
const OFF_FOR = 60_000;
/** How many homeservers to remember the rest for, while the background lives. */
const HOMESERVERS = 200;
const SENDS_AT_ONCE = "sends-at-once ";

/**
 * What homeservers support, according to what they advertise and how they have behaved.
 * @param store remembers the homeservers that have sent an event at once, until the browser is closed
 * @param now epoch milliseconds
 * @param restarts finds out whether restarts get through; without it, that is not checked
 */
export function createSupport(
  store: Store,
  now: () => number,
  restarts: Pick<Restarts, "getThrough"> = { getThrough: async () => true },
) {
  const off = new LimitedMap<string, number>(HOMESERVERS);
  const guests = new LimitedMap<string, boolean>(HOMESERVERS);
  const sentAtOnce = new LimitedMap<string, true>(HOMESERVERS);

  /**
   * Finds out whether an event can be scheduled. A homeserver's version may have changed since it was last asked, and
   * the new one may ignore the delay and send at once. So it is asked before each event, unless it has an endpoint that
   * no other homeserver would mistake for an ordinary send.
   * @param again asks even if the answer is known
   * @throws UnsupportedError before any request that the homeserver would carry out at once
   */
  async function require(session: Session, event: DelayedSend, again = false): Promise<Supported> {
    const { baseUrl, account, homeserver } = session;
    if (await sendsAtOnce(baseUrl)) throw new UnsupportedError(OWN_ERRORS["sends-at-once"]);
    const [supported, isHeld] = await Promise.all([
      again ? askNow(session) : known(session, event),
      account.isGuest || restarts.getThrough(session),
    ]);
    const { said } = supported;
    if (said && !canDelay(said)) throw new UnsupportedError(OWN_ERRORS["no-delayed-events"]);
    if (said && event.stickyDuration !== undefined && !said.stickyEvents)
      throw new UnsupportedError(OWN_ERRORS["no-sticky-events"]);
    // A delayed event that nobody could restart would end the very call it protects.
    if (account.isGuest && !(await guestsMayUpdate(baseUrl, homeserver)))
      throw new UnsupportedError(OWN_ERRORS["no-guests"]);
    if (!isHeld) throw new UnsupportedError(OWN_ERRORS["no-restarts"]);
    return supported;
  }

  async function known(session: Session, { stickyDuration }: DelayedSend): Promise<Supported> {
    // It is unspecified what that endpoint does with a sticky event at a homeserver without sticky events.
    return stickyDuration === undefined && session.homeserver.schedulesClosed()
      ? { said: undefined, isNew: false }
      : askNow(session);
  }

  async function askNow({ homeserver }: Session): Promise<Supported> {
    return { said: await homeserver.supports(), isNew: true };
  }

  async function guestsMayUpdate(
    baseUrl: string,
    homeserver: Pick<Homeserver, "letsGuestsUpdate">,
  ): Promise<boolean> {
    const may = guests.get(baseUrl) ?? (await homeserver.letsGuestsUpdate());
    guests.set(baseUrl, may);
    return may;
  }

  /** The homeserver has sent an event at once that it should have sent later. Nothing more is scheduled there. */
  async function noteSentAtOnce(baseUrl: string): Promise<void> {
    sentAtOnce.set(keyFor(baseUrl), true);
    // If that fails, the background still knows it until it dies.
    await store.set(keyFor(baseUrl), true).catch(() => undefined);
  }

  async function sendsAtOnce(baseUrl: string): Promise<boolean> {
    return sentAtOnce.has(keyFor(baseUrl)) || (await store.get(keyFor(baseUrl))) === true;
  }

  /** The homeserver has refused because delayed events are off, although it says that they are on (Synapse 1.116). */
  function noteOff(baseUrl: string): void {
    off.set(baseUrl, now());
  }

  /**
   * Says whether the homeserver can schedule, according to what it advertises and what we have observed. It may
   * advertise delayed events with a longest delay of 0 ms.
   */
  async function canSchedule(session: Session): Promise<boolean> {
    const longest = session.homeserver.longestDelay().catch(() => undefined);
    const support = await session.homeserver.supports();
    const since = off.get(session.baseUrl);
    if (!canDelay(support) || (since !== undefined && isWithin(OFF_FOR, since, now()))) return false;
    return (await longest) !== 0;
  }

  return { require, noteSentAtOnce, sendsAtOnce, noteOff, canSchedule };
}

function canDelay({ unstable, stable }: Support): boolean {
  return unstable || stable;
}

/**
 * One key for each origin. Otherwise a homeserver's owner could serve it under one path after another and fill the
 * storage.
 */
function keyFor(baseUrl: string): string {
  return SENDS_AT_ONCE + new URL(baseUrl).origin;
}

export type HomeserverSupport = ReturnType<typeof createSupport>;
