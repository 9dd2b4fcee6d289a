import { HTTPError } from "matrix-js-sdk/lib/http-api/errors.js";
import { isWithin } from "../../delayed-events/times.ts";
import type { CallMembership, LeaveOutcome, LeaveReason } from "../../messaging/views/calls.ts";
import { describe } from "../delays/describe.ts";
import type { Listings } from "../delays/listings.ts";
import { limitedOf, NoSlotError, type RateLimit } from "../delays/rate-limit.ts";
import { isLimit, retryAfter } from "../homeserver/retry-after.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Session } from "../sessions/session.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { isHeldThere } from "./alive.ts";
import { type Client, type LifeParts, lifeIn } from "./life.ts";
import { ownMembership } from "./membership.ts";
import { heardOf, toldOf } from "./pending.ts";

/** How long a homeserver's word on an account's calls holds (ms), and a failure to ask for it. */
const ASK_AGAIN = 180_000;
/** How long a homeserver that wanted to be left alone is not asked (ms). */
const LEAVE_ALONE = 60_000;
/** Of how many accounts that is remembered. */
const ACCOUNTS = 50;
/** How many calls of an account are shown. */
const MOST = 20;

/** Which of a user's memberships is meant. */
type Call = Pick<CallMembership, "userId" | "type" | "stateKey"> & { roomId: string };

interface Parts extends LifeParts {
  sessions: Pick<Sessions, "candidates">;
  listings: Pick<Listings, "latest" | "ask">;
  limits: Pick<RateLimit, "lastRefused">;
}

/**
 * The calls that a user was left behind in: the room says that they are in them, and nothing that can be seen here
 * keeps them there. A client that holds its calls by itself is seen by its widget's frame, and by what its homeserver
 * has pending; a device elsewhere by the latter alone.
 */
export function createLeftBehind(parts: Parts) {
  const { sessions, listings, limits, now } = parts;
  const asked = new LimitedMap<string, { at: number; word: Promise<CallMembership[]> }>(ACCOUNTS);

  /** @returns those of the accounts of a client; none where the homeserver does not say, or wants to be left alone */
  async function find(client: Client | undefined): Promise<CallMembership[]> {
    if (!client) return [];
    const accounts = await sessions.candidates(client.partition, client.origin, {}).catch(() => []);
    const found = (await Promise.all(accounts.map(wordOf))).flat();
    if (found.length === 0) return [];
    const isAlive = await lifeIn(client, parts);
    return found.filter((each) => !isAlive(each));
  }

  /** @returns what the homeserver has last said, or says now */
  async function wordOf(session: Session): Promise<CallMembership[]> {
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
    const all = await membershipsOf(session);
    const found = all.sort((a, b) => (b.since ?? 0) - (a.since ?? 0)).slice(0, MOST);
    const names = await Promise.all(found.map(({ room }) => session.homeserver.roomName(room.id)));
    return found.map((each, at) => ({
      ...each,
      room: { ...each.room, ...(names[at] && { name: names[at] }) },
    }));
  }

  /** @returns the account's memberships that nobody keeps alive, as far as the homeserver knows */
  async function membershipsOf(session: Session): Promise<CallMembership[]> {
    const own = await ownIn(session);
    if (own.length === 0) return [];
    const pending = await heardOf(listings.latest(session) ?? listings.ask(session));
    return own.filter((each) => !isHeldThere(each, pending));
  }

  /** @returns the account's memberships in all rooms, or in one */
  async function ownIn({ homeserver, account }: Session, roomId?: string): Promise<CallMembership[]> {
    const all = await homeserver.callMembers(account.userId, roomId);
    return all.map((each) => ownMembership(each, account)).filter((each) => each !== undefined);
  }

  /**
   * Says in the user's name that they are not in a call. Whether they are, and whether it is theirs and nothing keeps
   * it alive, is asked anew.
   */
  async function leave(client: Client | undefined, call: Call): Promise<LeaveOutcome> {
    try {
      const reason = await whyNot(client, call);
      return reason ? { ok: false, error: reason, reason } : { ok: true };
    } catch (error) {
      return refusalFor(error, now());
    }
  }

  async function whyNot(client: Client | undefined, call: Call): Promise<LeaveReason | undefined> {
    const { userId, roomId, type, stateKey } = call;
    const named = client && (await sessions.candidates(client.partition, client.origin, { userId }));
    const session = named?.find(({ account }) => account.userId === userId);
    if (!client || !session) return "no-session";
    // What was heard of its calls no longer holds, however this ends.
    forget();
    // This may wait for a slot, so it comes first: the user may have joined again meanwhile.
    const pending = await toldOf(listings.ask(session));
    const own = (await ownIn(session, roomId)).find(
      (each) => each.room.id === roomId && each.type === type && each.stateKey === stateKey,
    );
    if (!own) return "over";
    if (isHeldThere(own, pending)) return "alive";
    if ((await lifeIn(client, parts))(own)) return "alive";
    await session.homeserver.leaveCall({ roomId, type, stateKey });
    return undefined;
  }

  /** Forgets what homeservers have said. */
  function forget(): void {
    asked.clear();
  }

  return { find, leave, forget };
}

export type LeftBehind = ReturnType<typeof createLeftBehind>;

/** @param now epoch milliseconds */
function refusalFor(error: unknown, now: number): LeaveOutcome {
  const refusal = { ok: false as const, error: describe(error) };
  if (error instanceof NoSlotError) return { ...refusal, reason: "limited", at: now + error.wait };
  if (isLimit(error)) return { ...refusal, reason: "limited", at: now + retryAfter(error) };
  if (error instanceof HTTPError && error.httpStatus === 403) return { ...refusal, reason: "not-allowed" };
  return refusal;
}
