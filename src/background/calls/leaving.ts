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

/** The membership to end. */
type Call = Pick<CallMembership, "userId" | "type" | "stateKey"> & { roomId: string };

/** What leaving a call needs. */
export interface LeavingParts extends LifeParts {
  sessions: Pick<Sessions, "candidates">;
  listings: Pick<Listings, "ask">;
}

/**
 * Takes the user out of calls that they were left behind in. It leaves no call unless everything that could keep the
 * call alive was asked and has answered.
 * @param forget called before anything is asked: earlier answers about the account's calls no longer count
 */
export function createLeaving(parts: LeavingParts, forget: () => void) {
  const { sessions, listings, now } = parts;

  /**
   * Ends a call membership in the user's name. Before that it checks again that the membership exists, that it is the
   * user's, and that nothing keeps the call alive.
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
    // This may wait for a slot, so it comes first: the user may rejoin meanwhile.
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
   * @returns the events pending at the homeserver; nothing if it has no such list, or never shows it to this account
   * @throws if the homeserver should have a list: it was part of the proposal, and is not in the standard (MSC4486)
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

/** A check got no answer, so nothing was changed. `now` is epoch milliseconds. */
function unchecked(error: unknown, now: number): LeaveOutcome {
  const refusal = { ok: false as const, error: describe(error) };
  if (isLimit(error)) return { ...refusal, reason: "limited", at: now + retryAfter(error) };
  if (error instanceof NoSlotError) return { ...refusal, reason: "limited", at: now + error.wait };
  return { ...refusal, reason: "unchecked" };
}

/** The homeserver refused the event. `now` is epoch milliseconds. */
function refused(error: unknown, now: number): LeaveOutcome {
  const refusal = { ok: false as const, error: describe(error) };
  if (isLimit(error)) return { ...refusal, reason: "limited", at: now + retryAfter(error) };
  if (error instanceof HTTPError && error.httpStatus === 403) return { ...refusal, reason: "not-allowed" };
  return refusal;
}
