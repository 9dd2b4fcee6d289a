import { isWithin } from "../../delayed-events/times.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";
import { SingleFlight } from "../single-flight.ts";
import type { Store } from "../store.ts";
import { limitedOf, type RateLimit } from "./rate-limit.ts";

/** How long to wait before asking again a homeserver at which nobody took a restart (ms). */
const ASK_AGAIN = 10_000;
/** For how many homeservers that is remembered. */
const HOMESERVERS = 200;
const KEY = "takes-restarts ";

/**
 * Knows at which homeservers restarts get through. A proxy in front of one may route them to a server that knows none,
 * while another schedules: then nobody could hold a delayed event back.
 * @param store remembers where they do, until the browser is closed
 * @param limits counts the question, which is a restart of a delay that nobody has
 * @param now epoch milliseconds
 */
export function createRestarts(store: Store, limits: Pick<RateLimit, "take">, now: () => number) {
  /** Where nobody took a restart, and when that was asked (epoch ms); 0 where it showed without a question. */
  const lost = new LimitedMap<string, number>(HOMESERVERS);
  const asking = new SingleFlight<boolean>();

  /**
   * Says whether restarts get through, as far as is known. A homeserver is asked once; again while they do not, but not
   * more often than every 10 s.
   */
  async function getThrough(session: Session): Promise<boolean> {
    const { baseUrl, homeserver } = session;
    const since = lost.get(baseUrl);
    if (since !== undefined) return isWithin(ASK_AGAIN, since, now()) ? false : ask(session);
    return homeserver.understoodUpdates() || (await isStored(baseUrl)) || ask(session);
  }

  function ask(session: Session): Promise<boolean> {
    return asking.run(session.baseUrl, async () => {
      limits.take(limitedOf(session));
      const isHeard = await session.homeserver.understandsUpdates();
      if (isHeard !== undefined) await set(session.baseUrl, isHeard, now());
      return isHeard ?? true;
    });
  }

  /**
   * A widget's restart got through at a homeserver, or reached nobody who understands it. That may have been for a moment,
   * so the homeserver is asked before the next event. Never fails.
   */
  function note(baseUrl: string, gotThrough: boolean): Promise<void> {
    return set(baseUrl, gotThrough, 0);
  }

  async function set(baseUrl: string, gotThrough: boolean, askedAt: number): Promise<void> {
    if (gotThrough) lost.delete(baseUrl);
    else lost.set(baseUrl, askedAt);
    if (gotThrough === (await isStored(baseUrl))) return;
    const stored = gotThrough ? store.set(keyFor(baseUrl), true) : store.remove(keyFor(baseUrl));
    // If that fails, the next worker asks again.
    await stored.catch(() => undefined);
  }

  async function isStored(baseUrl: string): Promise<boolean> {
    return (await store.get(keyFor(baseUrl)).catch(() => undefined)) === true;
  }

  return { getThrough, note };
}

/** By origin, like what is kept of homeservers that send at once: one may be found under many paths. */
function keyFor(baseUrl: string): string {
  return KEY + new URL(baseUrl).origin;
}

export type Restarts = ReturnType<typeof createRestarts>;
