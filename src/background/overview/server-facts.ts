import { isWithin } from "../../delayed-events/times.ts";
import type { ServerFacts } from "../../messaging/views/client.ts";
import { limitedOf, type RateLimit } from "../delays/rate-limit.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";

/** How long a homeserver's answers about itself count (ms): they are only shown, and nothing depends on them. */
const BELIEVED = 600_000;
/** How long a refused restart is worth mentioning (ms), and for how long if it is bound to be refused again. */
const RECENTLY = 300_000;
const LONG = 1_800_000;
/** How many accounts' homeservers are remembered. */
const REMEMBERED = 200;

type Said = Pick<ServerFacts, "longest" | "most" | "generation">;
/** The time between two restarts of each widget (ms). */
type Beats = readonly number[];

/**
 * What the popup says about a homeserver. The homeserver is asked when the popup first shows it, and again after ten
 * minutes or at the user's wish.
 * @param now epoch milliseconds
 */
export function createServerFacts(
  limits: Pick<RateLimit, "lastRefused" | "lastRefusedFor">,
  now: () => number,
) {
  const asked = new LimitedMap<string, { at: number; said: Promise<Said> }>(REMEMBERED);

  /** @returns what is known about a session's homeserver. @param beats of the widgets that restart something there */
  async function of(session: Session, beats: Beats): Promise<ServerFacts> {
    const account = limitedOf(session);
    const name = `${account.homeserver} ${account.userId}`;
    const last = asked.get(name);
    const latest = last && isWithin(BELIEVED, last.at, now()) ? last : { at: now(), said: ask(session) };
    asked.set(name, latest);
    const said = await latest.said;
    const limitedAt = limits.lastRefused(account);
    const fits = canFit(beats, limits.lastRefusedFor(account));
    if (limitedAt === undefined || !isWithin(fits === false ? LONG : RECENTLY, limitedAt, now())) return said;
    return { ...said, limitedAt, ...(fits !== undefined && { fits }) };
  }

  /** Forgets the homeservers' answers. */
  function forget(): void {
    asked.clear();
  }

  return { of, forget };
}

export type ServerFactsOf = ReturnType<typeof createServerFacts>;

/** Asks a homeserver about itself. A failed request leaves that part unknown. */
async function ask({ homeserver }: Session): Promise<Said> {
  const [support, limits] = await Promise.all([
    homeserver.supports().catch(() => undefined),
    homeserver.limits().catch(() => ({})),
  ]);
  const generation = support?.stable ? "final" : support?.unstable ? "early" : undefined;
  return { ...limits, ...(generation && { generation }) };
}

/**
 * A homeserver that gets too many requests says how long it takes until it accepts one more. Widgets that together
 * restart more often than that will be refused again, however long they wait.
 * @param beats milliseconds between two restarts of each widget
 * @param wait how long the homeserver asked us to wait (ms)
 * @returns whether the restarts can ever fit; nothing if too little was seen to say
 */
function canFit(beats: Beats, wait: number | undefined): boolean | undefined {
  if (beats.length === 0 || wait === undefined || wait <= 0) return undefined;
  const perSecond = beats.reduce((sum, beat) => sum + 1_000 / beat, 0);
  return perSecond <= 1_000 / wait;
}
