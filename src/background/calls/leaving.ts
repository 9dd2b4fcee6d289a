import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import type { CallMembership, LeaveOutcome, LeaveReason } from "../../messaging/views/calls.ts";
import { describe } from "../delays/describe.ts";
import type { Listings } from "../delays/listings.ts";
import { NoSlotError } from "../delays/rate-limit.ts";
import type { PendingEvent } from "../homeserver/listed.ts";
import { isLimit, retryAfter } from "../homeserver/retry-after.ts";
import type { Session } from "../sessions/session.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { isHeldThere, mayBeElsewhere } from "./alive.ts";
import { type Client, type LifeParts, lifeIn } from "./life.ts";
import { membershipsOf } from "./membership.ts";

/** Which of a user's memberships is meant. */
type Call = Pick<CallMembership, "userId" | "type" | "stateKey"> & { roomId: string };

/** What leaving a call needs. */
export interface LeavingParts extends LifeParts {
  sessions: Pick<Sessions, "candidates">;
  listings: Pick<Listings, "ask">;
}

/**
 * Makes the way out of a call that its user was left behind in. No call is left unless everything that could keep it
 * alive was asked and has answered.
 * @param forget is called before anything is asked: what was heard of the account's calls holds no longer
 */
export function createLeaving(parts: LeavingParts, forget: () => void) {
  const { sessions, listings, now } = parts;

  /**
   * Says in the user's name that they are not in a call. Whether they are, and whether it is theirs and nothing keeps
   * it alive, is asked again.
   */
  async function leave(client: Client | undefined, call: Call): Promise<LeaveOutcome> {
    const found = await check(client, call).catch((error: unknown) => unchecked(error, now()));
    if ("ok" in found) return found;
    if ("reason" in found) return { ok: false, error: found.reason, reason: found.reason };
    const { roomId, type, stateKey } = call;
    return found.session.homeserver.leaveCall({ roomId, type, stateKey }).then(
      () => ({ ok: true as const }),
      (error: unknown) => refused(error, now()),
    );
  }

  /** @returns the session to leave with, or why the call is not left */
  async function check(
    client: Client | undefined,
    { userId, roomId, type, stateKey }: Call,
  ): Promise<{ session: Session } | { reason: LeaveReason }> {
    const named = client && (await sessions.candidates(client.partition, client.origin, { userId }));
    const session = named?.find(({ account }) => account.userId === userId);
    if (!client || !session) return { reason: "no-session" };
    forget();
    // This may wait for a slot, so it comes first: the user may have joined again meanwhile.
    const pending = await heldAt(session);
    const own = (await membershipsOf(session, roomId)).find(
      (each) => each.room.id === roomId && each.type === type && each.stateKey === stateKey,
    );
    if (!own) return { reason: "over" };
    if (pending && isHeldThere(own, pending)) return { reason: "alive" };
    if ((await lifeIn(client, parts))(own)) return { reason: "alive" };
    if (!pending && mayBeElsewhere(own, now())) return { reason: "other-device" };
    return { session };
  }

  /**
   * @returns what the homeserver has pending; nothing if it keeps no such list, or never shows it to this account
   * @throws if it should have one: the list was part of the proposal, and is not of the standard (MSC4486)
   */
  async function heldAt(session: Session): Promise<PendingEvent[] | undefined> {
    try {
      const pending = await listings.ask(session);
      if (pending || !(await session.homeserver.supports()).unstable) return pending;
    } catch (error) {
      if (error instanceof MatrixError && error.httpStatus === 403) return undefined;
      throw error;
    }
    throw new Error("The homeserver does not show its list of delayed events");
  }

  return leave;
}

/** Something that was to be asked before has not answered, so nothing was changed. `now` is epoch milliseconds. */
function unchecked(error: unknown, now: number): LeaveOutcome {
  const refusal = { ok: false as const, error: describe(error) };
  if (isLimit(error)) return { ...refusal, reason: "limited", at: now + retryAfter(error) };
  if (error instanceof NoSlotError) return { ...refusal, reason: "limited", at: now + error.wait };
  return { ...refusal, reason: "unchecked" };
}

/** The homeserver did not take it. `now` is epoch milliseconds. */
function refused(error: unknown, now: number): LeaveOutcome {
  const refusal = { ok: false as const, error: describe(error) };
  if (isLimit(error)) return { ...refusal, reason: "limited", at: now + retryAfter(error) };
  if (error instanceof HTTPError && error.httpStatus === 403) return { ...refusal, reason: "not-allowed" };
  return refusal;
}
