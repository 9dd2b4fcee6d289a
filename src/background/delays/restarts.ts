import { isWithin } from "../../delayed-events/times.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";
import { SingleFlight } from "../single-flight.ts";
import type { Store } from "../store.ts";
import { limitedOf, type RateLimit } from "./rate-limit.ts";

/** How long to wait before testing a homeserver again at which restarts did not get through (ms). */
const ASK_AGAIN = 10_000;
/** How many homeservers' results to remember. */
const HOMESERVERS = 200;
const KEY = "takes-restarts ";

/**
 * Remembers at which homeservers restarts get through. A proxy may route restarts to a server that does not support
 * them, while another schedules: then nobody could restart a delayed event.
 * @param store remembers where they do, until the browser is closed
 * @param limits counts the test request, which is a restart of a delay that does not exist
 * @param now epoch milliseconds
 */
export function createRestarts(store: Store, limits: Pick<RateLimit, "take">, now: () => number) {
  /**
   * The homeservers at which no restart got through, and when that was tested (epoch ms); 0 if a widget's restart
   * showed it.
   */
  const lost = new LimitedMap<string, number>(HOMESERVERS);
  const asking = new SingleFlight<boolean>();

  /**
   * Says whether restarts get through, as far as known. A homeserver is tested once; while they do not, again at most
   * every 10 s.
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
   * A widget's restart got through at a homeserver, or reached no server that understands it. The latter may be
   * temporary, so the homeserver is tested before the next event. Never fails.
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

/** One key for each origin, as for homeservers that send at once: a homeserver may have many paths. */
function keyFor(baseUrl: string): string {
  return KEY + new URL(baseUrl).origin;
}

export type Restarts = ReturnType<typeof createRestarts>;
