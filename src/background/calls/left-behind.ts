import { isWithin } from "../../delayed-events/times.ts";
import type { CallMembership } from "../../messaging/views/calls.ts";
import type { Listings } from "../delays/listings.ts";
import { limitedOf, type RateLimit } from "../delays/rate-limit.ts";
import type { PendingEvent } from "../homeserver/listed.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";
import { isHeldThere } from "./alive.ts";
import { createLeaving, type LeavingParts } from "./leaving.ts";
import { type Client, lifeIn } from "./life.ts";
import { membershipsOf } from "./membership.ts";

/** How long a homeserver's answer about an account's calls counts (ms), or a failure to get one. */
const ASK_AGAIN = 180_000;
/** How long to leave a homeserver alone after it has rate-limited us (ms). */
const LEAVE_ALONE = 60_000;
/** How many accounts' answers to remember. */
const ACCOUNTS = 50;
/** How many calls of an account are shown. */
const MOST = 20;

interface Parts extends LeavingParts {
  listings: Pick<Listings, "latest" | "ask">;
  limits: Pick<RateLimit, "lastRefused">;
}

/**
 * The calls that a user was left behind in: the room says that they are in the call, and no visible sign shows that
 * anything keeps it alive. If the client itself keeps a call alive, the signs are its widget's frame and an event
 * pending at the homeserver; if another device does, only the latter.
 */
export function createLeftBehind(parts: Parts) {
  const { sessions, listings, limits, now } = parts;
  const asked = new LimitedMap<string, { at: number; word: Promise<CallMembership[]> }>(ACCOUNTS);

  /** @returns the calls of a client's accounts; none if the homeserver does not answer, or has set a rate limit */
  async function find(client: Client | undefined): Promise<CallMembership[]> {
    if (!client) return [];
    const accounts = await sessions.candidates(client.partition, client.origin, {}).catch(() => []);
    const found = (await Promise.all(accounts.map(callsOf))).flat();
    if (found.length === 0) return [];
    const isAlive = await lifeIn(client, parts);
    return found.filter((each) => !isAlive(each));
  }

  /** @returns the homeserver's last answer, or a new one */
  async function callsOf(session: Session): Promise<CallMembership[]> {
    const { partition, client, baseUrl, account } = session;
    const name = JSON.stringify([partition, client, baseUrl, account.userId, account.deviceId]);
    const last = asked.get(name);
    if (last && isWithin(ASK_AGAIN, last.at, now())) return last.word;
    const refused = limits.lastRefused(limitedOf(session));
    if (refused !== undefined && isWithin(LEAVE_ALONE, refused, now())) return [];
    const word = askFor(session).catch(() => []);
    asked.set(name, { at: now(), word });
    return word;
  }

  async function askFor(session: Session): Promise<CallMembership[]> {
    const all = await leftIn(session);
    const found = all.sort((a, b) => (b.since ?? 0) - (a.since ?? 0)).slice(0, MOST);
    const names = await Promise.all(found.map(({ room }) => session.homeserver.roomName(room.id)));
    return found.map((each, at) => ({
      ...each,
      room: { ...each.room, ...(names[at] && { name: names[at] }) },
    }));
  }

  /** @returns the account's memberships that nobody keeps alive, as far as the homeserver knows */
  async function leftIn(session: Session): Promise<CallMembership[]> {
    const own = await membershipsOf(session);
    if (own.length === 0) return [];
    const pending = await pendingOrNone(listings.latest(session) ?? listings.ask(session));
    return own.filter((each) => !isHeldThere(each, pending));
  }

  /** Forgets the homeservers' answers. */
  function forget(): void {
    asked.clear();
  }

  return { find, leave: createLeaving(parts, forget), forget };
}

export type LeftBehind = ReturnType<typeof createLeftBehind>;

/** @returns the events pending at the homeserver; none if it does not answer, or there is no slot to ask */
async function pendingOrNone(listed: ReturnType<Listings["ask"]>): Promise<PendingEvent[]> {
  return (await listed.catch(() => undefined)) ?? [];
}
