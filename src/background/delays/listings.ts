import { isWithin } from "../../delayed-events/times.ts";
import type { PendingEvent } from "../homeserver/listed.ts";
import { isLimit, retryAfter } from "../homeserver/retry-after.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";
import { limitedOf, type RateLimit } from "./rate-limit.ts";

/** How long a homeserver's list is the latest (ms): whoever opens the popup again within this time gets it. */
const LATEST = 10_000;
/** Of how many accounts it is remembered. */
const ACCOUNTS = 100;

/** What a homeserver has pending; nothing if it has no such list. */
type Listed = Promise<PendingEvent[] | undefined>;

interface Parts {
  limits: Pick<RateLimit, "acquire" | "refused">;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * The homeservers' lists of what an account has pending. Asking counts towards the limit of restarts, so all who want to
 * know at one opening of the popup share an answer.
 */
export function createListings({ limits, now }: Parts) {
  const asked = new LimitedMap<string, { at: number; listed: Listed }>(ACCOUNTS);

  /** @returns the last seconds' list, which may still be on its way, or may fail; nothing if there is none */
  function latest(session: Session): Listed | undefined {
    const last = asked.get(nameOf(session));
    return last && isWithin(LATEST, last.at, now()) ? last.listed : undefined;
  }

  /**
   * Asks again.
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

  /** Forgets what was listed. */
  function forget(): void {
    asked.clear();
  }

  return { latest, ask, forget };
}

export type Listings = ReturnType<typeof createListings>;

function nameOf({ baseUrl, account }: Session): string {
  return JSON.stringify([baseUrl, account.userId]);
}
