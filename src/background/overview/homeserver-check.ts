import { isWithin } from "../../delayed-events/times.ts";
import type { Diagnosis } from "../../messaging/views/diagnosis.ts";
import { limitedOf, type RateLimit } from "../delays/rate-limit.ts";
import type { Restarts } from "../delays/restarts.ts";
import type { HomeserverSupport } from "../delays/support.ts";
import { isNotFromHomeserver } from "../homeserver/request-errors.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";

/**
 * An open popup asks again whenever a widget restarts a delay. The homeserver is asked at most once in this time
 * (ms).
 */
const CHECK_AGAIN = 10_000;
/** How long a refused restart is worth mentioning (ms). */
const RECENTLY = 300_000;
/** How many homeservers' answers are remembered. */
const HOMESERVERS = 200;

/** What the check needs of other parts. */
export interface HomeserverParts {
  support: Pick<HomeserverSupport, "canSchedule" | "sendsAtOnce">;
  restarts: Pick<Restarts, "getThrough">;
  limits: Pick<RateLimit, "lastRefused">;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Works out what is wrong, or right, with a session's homeserver. */
export function createHomeserverCheck({ support, restarts, limits, now }: HomeserverParts) {
  const checks = new LimitedMap<string, { at: number; diagnosis: Promise<Diagnosis> }>(HOMESERVERS);

  /**
   * What the extension itself knows about a homeserver is current. The homeserver's own answer may be some seconds old.
   */
  async function checkHomeserver(session: Session): Promise<Diagnosis> {
    const { baseUrl } = session;
    if (await support.sendsAtOnce(baseUrl)) return "homeserver-sends-at-once";
    const last = checks.get(baseUrl);
    const check =
      last && isWithin(CHECK_AGAIN, last.at, now()) ? last : { at: now(), diagnosis: askHomeserver(session) };
    checks.set(baseUrl, check);
    const diagnosis = await check.diagnosis;
    const refused = limits.lastRefused(limitedOf(session));
    const isLimited = refused !== undefined && isWithin(RECENTLY, refused, now());
    return diagnosis === "ready" && isLimited ? "restarts-limited" : diagnosis;
  }

  async function askHomeserver(session: Session): Promise<Diagnosis> {
    try {
      if (!(await support.canSchedule(session))) return "homeserver-without-delayed-events";
      // A guest's restarts are checked when the guest schedules.
      const isHeld = session.account.isGuest || (await restarts.getThrough(session));
      return isHeld ? "ready" : "restarts-lost";
    } catch (error) {
      return whyNot(error);
    }
  }

  /** Forgets the homeservers' answers, so that the next check asks them. */
  function forget(): void {
    checks.clear();
  }

  return { checkHomeserver, forget };
}

/** @returns why a homeserver could not be asked, by the error */
export function whyNot(error: unknown): "homeserver-behind-page" | "homeserver-unreachable" {
  return isNotFromHomeserver(error) ? "homeserver-behind-page" : "homeserver-unreachable";
}
