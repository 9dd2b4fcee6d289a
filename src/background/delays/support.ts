import type { DelayedSend } from "../../delayed-events/delayed-event.ts";
import { isWithin } from "../../delayed-events/times.ts";
import type { Support } from "../homeserver/account.ts";
import type { Homeserver } from "../homeserver/homeserver.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";
import type { Store } from "../store.ts";

/** The homeserver cannot do what is asked; js-sdk's name for it is UnsupportedDelayedEventsEndpointError. */
export class UnsupportedError extends Error {
  override name = "UnsupportedError";
}

/** How long it is remembered that delayed events are off although the homeserver says otherwise (ms). */
const OFF_FOR = 60_000;
/** Of how many homeservers the rest is remembered, while the worker lives. */
const HOMESERVERS = 200;
const SENDS_AT_ONCE = "sends-at-once ";

/**
 * What homeservers support, by what they say and by what they were seen to do.
 * @param store remembers those that have sent an event at once, until the browser is closed
 * @param now epoch milliseconds
 */
export function createSupport(store: Store, now: () => number) {
  const off = new LimitedMap<string, number>(HOMESERVERS);
  const guests = new LimitedMap<string, boolean>(HOMESERVERS);

  /**
   * Asks the homeserver each time: one that was replaced by another version meanwhile may overlook the delay and send at once.
   * @returns what it supports, if it can schedule this
   * @throws UnsupportedError before anything is asked of it that it would do at once
   */
  async function require({ baseUrl, account, homeserver }: Session, event: DelayedSend): Promise<Support> {
    if (await sendsAtOnce(baseUrl)) throw new UnsupportedError(`${baseUrl} has sent a delayed event at once`);
    const support = await homeserver.supports();
    if (!support.unstable && !support.stable)
      throw new UnsupportedError(`${baseUrl} does not support delayed events`);
    if (event.stickyDuration !== undefined && !support.stickyEvents)
      throw new UnsupportedError(`${baseUrl} does not support sticky events`);
    // What nobody could keep back would end the very call that it is to protect.
    if (account.isGuest && !(await guestsMayUpdate(baseUrl, homeserver)))
      throw new UnsupportedError(`${baseUrl} does not let guests restart delayed events`);
    return support;
  }

  async function guestsMayUpdate(
    baseUrl: string,
    homeserver: Pick<Homeserver, "letsGuestsUpdate">,
  ): Promise<boolean> {
    const may = guests.get(baseUrl) ?? (await homeserver.letsGuestsUpdate());
    guests.set(baseUrl, may);
    return may;
  }

  /** The homeserver has sent an event at once that it should have sent later. It is asked for nothing more. */
  async function noteSentAtOnce(baseUrl: string): Promise<void> {
    await store.set(keyFor(baseUrl), true);
  }

  async function sendsAtOnce(baseUrl: string): Promise<boolean> {
    return (await store.get(keyFor(baseUrl))) === true;
  }

  /** The homeserver has refused because delayed events are off, though it says that they are on (Synapse 1.116). */
  function noteOff(baseUrl: string): void {
    off.set(baseUrl, now());
  }

  /** Says whether the homeserver can schedule, by its word and by what is known better. */
  async function canSchedule({ baseUrl, homeserver }: Session): Promise<boolean> {
    const support = await homeserver.supports();
    const since = off.get(baseUrl);
    return (support.unstable || support.stable) && (since === undefined || !isWithin(OFF_FOR, since, now()));
  }

  return { require, noteSentAtOnce, sendsAtOnce, noteOff, canSchedule };
}

/**
 * What one homeserver does is held against all at its origin: whoever has one could give it a path after another, and fill the
 * storage with them.
 */
function keyFor(baseUrl: string): string {
  return SENDS_AT_ONCE + new URL(baseUrl).origin;
}

export type HomeserverSupport = ReturnType<typeof createSupport>;
