import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import type { DelayedSend, UpdateAction } from "../../delayed-events/delayed-event.ts";
import { isNotFound } from "../homeserver/delayed-events.ts";
import type { PendingEvent } from "../homeserver/listed.ts";
import { retryAfter } from "../homeserver/retry-after.ts";
import { SingleFlight } from "../single-flight.ts";
import { type Author, ownerOf } from "./author.ts";
import type { Ledger } from "./ledger.ts";
import { createRateLimit, limitedOf, type RateLimit, UNKNOWN_IDS } from "./rate-limit.ts";
import { intentOf, type RequestContext, type Scheduling } from "./scheduling.ts";
import type { Unclaimed } from "./unclaimed.ts";

interface Parts {
  ledger: Ledger;
  scheduling: Scheduling;
  unclaimed: Unclaimed;
  limits: RateLimit;
  /** Epoch milliseconds. */
  now: () => number;
}

/** How long ago a host's failed request may have reached the homeserver all the same, in milliseconds. */
const JUST_NOW = 15_000;

/** Does what is asked of delayed events at the homeserver, and keeps the ledger of it. */
export function createDelays({ ledger, scheduling, unclaimed, limits, now }: Parts) {
  const unknownIds = createRateLimit(now, UNKNOWN_IDS);
  const adopting = new SingleFlight<string>();

  /**
   * Schedules an event that the host has tried to schedule and failed at, unless the homeserver holds it already: the
   * host's request may have arrived though its answer did not. One that the ledger knows was answered for: this is another.
   * A homeserver that cannot be asked is left alone: a second event would end the very call that the first is to protect.
   */
  async function scheduleOnce(
    by: Author,
    roomId: string,
    event: DelayedSend,
    context: RequestContext,
  ): Promise<string> {
    if (await ledger.get(context.id)) return scheduling.schedule(by, roomId, event, context);
    const intent = { ...event, roomId, intendedAt: now() - JUST_NOW };
    limits.take(limitedOf(by.session));
    const found = await unclaimed.find(by.session, intent);
    if (!found) throw new Error("The homeserver cannot be asked whether it holds the event already");
    const [held] = found;
    if (!held) return scheduling.schedule(by, roomId, event, context);
    await adopt(by, held);
    return held.delayId;
  }

  /**
   * Restarts, sends or cancels a delayed event of this author.
   *
   * From Synapse 1.143 on, whoever knows a delay_id can use it. So one that the ledger does not know as this author's is
   * used only if the homeserver lists it for the account, and is then in the ledger; otherwise the answer is what the
   * homeserver gives for an unknown one.
   */
  async function update(
    by: Author,
    delayId: string,
    action: UpdateAction,
    who: "widget" | "user" = "widget",
  ): Promise<void> {
    const known = await ledger.find(ownerOf(by), delayId);
    const id = known?.id ?? (await adoptOnce(by, delayId));
    limits.take(limitedOf(by.session));
    try {
      await by.session.homeserver.update(delayId, action);
      await ledger.record(id, { kind: "updated", action, by: who, at: now() });
    } catch (error) {
      // A sending that is refused may have deleted it.
      const isGone =
        isNotFound(error) || (action === "send" && who === "widget" && error instanceof HTTPError);
      if (isGone) await ledger.record(id, { kind: "missing", at: now() });
      // Sending counts towards the limit of messages, too.
      if (action !== "send" && error instanceof MatrixError && error.isRateLimitError())
        limits.refused(limitedOf(by.session), retryAfter(error));
      throw error;
    }
  }

  /** A widget that has waited for a restart long enough asks for the next while the first is under way. */
  function adoptOnce(by: Author, delayId: string): Promise<string> {
    return adopting.run(JSON.stringify([ownerOf(by), delayId]), () => adoptListed(by, delayId));
  }

  async function adoptListed(by: Author, delayId: string): Promise<string> {
    const account = limitedOf(by.session);
    // Whoever asks for one unknown delay_id after another is not to use up the limit of the calls.
    const wait = unknownIds.wait(account);
    if (wait > 0) throw tooMany(Math.ceil(wait));
    unknownIds.take(account);
    limits.take(account);
    const event = await listedAs(by, delayId);
    // There are as many of these as the homeserver holds, and each is asked for once.
    unknownIds.refund(account);
    return adopt(by, event);
  }

  /** @returns a delayed event that the homeserver counts down for the account */
  async function listedAs({ session: { homeserver } }: Author, delayId: string): Promise<PendingEvent> {
    const one = await homeserver.delayedEvent(delayId);
    if (one === "gone" || (one && !one.pending)) throw notFound();
    if (one?.pending) return one.pending;
    const listed = await homeserver.pendingEvents();
    const held = listed?.find((each) => each.delayId === delayId);
    if (!held) throw notFound();
    return held;
  }

  /** Takes a delayed event of this account into the ledger that somebody else has scheduled: the host, another client. */
  async function adopt(by: Author, { delayId, since = now(), ...event }: PendingEvent): Promise<string> {
    const id = crypto.randomUUID();
    const { mayHaveDuplicates: _, ...intent } = intentOf(by, event, { id, intendedAt: now() });
    await ledger.adopt(intent, delayId, since);
    return id;
  }

  return { scheduleOnce, update };
}

export type Delays = ReturnType<typeof createDelays>;

function notFound(): MatrixError {
  return new MatrixError({ errcode: "M_NOT_FOUND", error: "Delayed event not found" }, 404);
}

function tooMany(retry_after_ms: number): MatrixError {
  return new MatrixError({ errcode: "M_LIMIT_EXCEEDED", error: "Too Many Requests", retry_after_ms }, 429);
}
