import { blockerOf, type RoomFacts } from "../../delayed-events/blockers.ts";
import { isWithin } from "../../delayed-events/times.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";
import type { Ledger } from "./ledger.ts";
import { eventOf } from "./ledger-entry.ts";

/** How long a room's facts stay valid (ms). A call that rejoins within this time does not ask again. */
const VALID_FOR = 30_000;
/** How many rooms' facts are kept. Each may be as large as the homeserver likes. */
const ROOMS = 20;

/**
 * Predicts that a homeserver will drop an event when it is due, although it accepted it. This runs after the widget has
 * been answered: the decision remains the homeserver's.
 * @param now epoch milliseconds
 */
export function createPreflight(ledger: Ledger, now: () => number) {
  const rooms = new LimitedMap<string, { at: number; facts: Promise<RoomFacts> }>(ROOMS);

  /** Checks a scheduled delay for a blocker, and notes it in the ledger. */
  async function check(id: string, session: Session): Promise<void> {
    const entry = await ledger.get(id);
    const event = entry && eventOf(entry);
    // It may have ended while the widget was being answered.
    if (!event) return;
    const blocker = blockerOf(event, await factsOf(event.roomId, session));
    if (blocker) await ledger.note(id, { blocker });
  }

  function factsOf(roomId: string, session: Session): Promise<RoomFacts> {
    const { homeserver, baseUrl, account } = session;
    const name = `${baseUrl} ${account.userId} ${roomId}`;
    const known = rooms.get(name);
    if (known && isWithin(VALID_FOR, known.at, now())) return known.facts;
    const facts = homeserver.roomFacts(roomId, account.userId);
    rooms.set(name, { at: now(), facts });
    facts.catch(() => rooms.delete(name));
    return facts;
  }

  return { check };
}

export type Preflight = ReturnType<typeof createPreflight>;
