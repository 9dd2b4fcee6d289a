import { isWithin } from "../../delayed-events/times.ts";
import type { PendingEvent } from "../homeserver/listed.ts";
import { isLimit, retryAfter } from "../homeserver/retry-after.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";
import { limitedOf, type RateLimit } from "./rate-limit.ts";

/** How long a homeserver's list counts as current (ms): a popup that opens again within this time gets it. */
const LATEST = 10_000;
/** How many accounts' lists to remember. */
const ACCOUNTS = 100;

/** The events pending at a homeserver; nothing if it has no such list. */
type Listed = Promise<PendingEvent[] | undefined>;

interface Parts {
  limits: Pick<RateLimit, "acquire" | "refused">;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * The homeservers' lists of an account's pending events. A request counts towards the limit of restarts, so everything
 * that needs the list at one opening of the popup shares an answer.
 */
export function createListings({ limits, now }: Parts) {
  const asked = new LimitedMap<string, { at: number; listed: Listed }>(ACCOUNTS);

  /** @returns the list from the last seconds, which may still be on its way, or may fail; nothing if there is none */
  function latest(session: Session): Listed | undefined {
    const last = asked.get(nameOf(session));
    return last && isWithin(LATEST, last.at, now()) ? last.listed : undefined;
  }

  /**
   * Requests a new list.
   * @throws NoSlotError if there is no slot for that
   */
  function ask(session: Session): Listed {
    const listed = list(session);
    asked.set(nameOf(session), { at: now(), listed });
    return listed;
  }

  async function list(session: Session): Listed {
    const account = limitedOf(session);
    await limits.acquire(account);
    try {
      return await session.homeserver.pendingEvents();
    } catch (error) {
      if (isLimit(error)) limits.refused(account, retryAfter(error));
      throw error;
    }
  }

  /** Forgets the lists. */
  function forget(): void {
    asked.clear();
  }

  return { latest, ask, forget };
}

export type Listings = ReturnType<typeof createListings>;

function nameOf({ baseUrl, account }: Session): string {
  return JSON.stringify([baseUrl, account.userId]);
}
