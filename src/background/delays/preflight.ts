import { blockerOf, type RoomFacts } from "../../delayed-events/blockers.ts";
import { isWithin } from "../../delayed-events/times.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";
import type { Ledger } from "./ledger.ts";
import { eventOf } from "./ledger-entry.ts";

/** How long what is known of a room holds, in milliseconds: a call that rejoins asks no more. */
const HOLDS = 30_000;
/** Of how many rooms it is kept; each may be as large as a homeserver likes. */
const ROOMS = 20;

/**
 * Says beforehand that a homeserver will drop an event when its time comes, though it took it. It asks after the widget was
 * answered: the answer stays the homeserver's.
 * @param now epoch milliseconds
 */
export function createPreflight(ledger: Ledger, now: () => number) {
  const rooms = new LimitedMap<string, { at: number; facts: Promise<RoomFacts> }>(ROOMS);

  /** Looks at a delay that has been scheduled, and writes down what speaks against it. */
  async function check(id: string, session: Session): Promise<void> {
    const entry = await ledger.get(id);
    const event = entry && eventOf(entry);
    // It may have ended while the widget was answered.
    if (!event) return;
    const blocker = blockerOf(event, await factsOf(event.roomId, session));
    if (blocker) await ledger.note(id, { blocker });
  }

  function factsOf(roomId: string, session: Session): Promise<RoomFacts> {
    const { homeserver, baseUrl, account } = session;
    const name = `${baseUrl} ${account.userId} ${roomId}`;
    const known = rooms.get(name);
    if (known && isWithin(HOLDS, known.at, now())) return known.facts;
    const facts = homeserver.roomFacts(roomId, account.userId);
    rooms.set(name, { at: now(), facts });
    facts.catch(() => rooms.delete(name));
    return facts;
  }

  return { check };
}

export type Preflight = ReturnType<typeof createPreflight>;
