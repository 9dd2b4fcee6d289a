import type { DelayedSend } from "../../delayed-events/delayed-event.ts";
import { doubtOf, type RoomFacts } from "../../delayed-events/prospects.ts";
import { isWithin } from "../../delayed-events/times.ts";
import type { Homeserver } from "../homeserver/homeserver.ts";
import { LimitedMap } from "../limited-map.ts";
import type { KnownSession } from "../sessions/sessions.ts";
import type { Ledger } from "./ledger.ts";

/** How long what is known of a room holds, in milliseconds: a call that rejoins asks no more. */
const HOLDS = 30_000;
/** Of how many rooms it is kept; each may be as large as a homeserver likes. */
const ROOMS = 20;

/**
 * Says beforehand that a homeserver will drop an event when its time comes, though it took it. It asks after the widget was
 * answered: the answer stays the homeserver's.
 * @param now epoch milliseconds
 */
export function createDoubts(
  ledger: Ledger,
  connect: (session: KnownSession) => Homeserver,
  now: () => number,
) {
  const rooms = new LimitedMap<string, { at: number; facts: Promise<RoomFacts> }>(ROOMS);

  /** Looks at a delay that has been scheduled, and writes down what speaks against it. */
  async function look(id: string, session: KnownSession): Promise<void> {
    const entry = await ledger.get(id);
    // It may have ended while the widget was answered.
    if (!entry?.content) return;
    const doubt = doubtOf(entry as DelayedSend, await factsOf(entry.roomId, session));
    if (doubt) await ledger.note(id, { doubt });
  }

  function factsOf(roomId: string, session: KnownSession): Promise<RoomFacts> {
    const { homeserver, account } = session;
    const name = `${homeserver} ${account.userId} ${roomId}`;
    const known = rooms.get(name);
    if (known && isWithin(HOLDS, known.at, now())) return known.facts;
    const facts = connect(session).roomFacts(roomId, account.userId);
    rooms.set(name, { at: now(), facts });
    facts.catch(() => rooms.delete(name));
    return facts;
  }

  return { look };
}

export type Doubts = ReturnType<typeof createDoubts>;
