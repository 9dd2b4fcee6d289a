import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import type { DelayedSend, UpdateAction } from "../../delayed-events/delayed-event.ts";
import { hasEnded, isLost } from "../homeserver/dialect.ts";
import type { PendingEvent } from "../homeserver/listed.ts";
import { isLimit, retryAfter } from "../homeserver/retry-after.ts";
import { SingleFlight } from "../single-flight.ts";
import { type Author, ownerOf } from "./author.ts";
import { intentOf } from "./intent.ts";
import type { Ledger } from "./ledger.ts";
import { createRateLimit, limitedOf, type RateLimit, UNKNOWN_IDS } from "./rate-limit.ts";
import type { Restarts } from "./restarts.ts";
import type { RequestContext, Scheduling } from "./scheduling.ts";
import type { Unclaimed } from "./unclaimed.ts";

interface Parts {
  ledger: Ledger;
  scheduling: Scheduling;
  restarts: Pick<Restarts, "note">;
  unclaimed: Unclaimed;
  limits: RateLimit;
  /** Epoch milliseconds. */
  now: () => number;
}

/** How long ago a host's failed request may have reached the homeserver after all (ms). */
const JUST_NOW = 15_000;

/** Schedules and updates delayed events at the homeserver, and keeps the ledger. */
export function createDelays({ ledger, scheduling, restarts, unclaimed, limits, now }: Parts) {
  const unknownIds = createRateLimit(now, UNKNOWN_IDS);
  const adopting = new SingleFlight<string>();

  /**
   * Schedules an event that the host has tried and failed to schedule, unless it is already pending at the homeserver:
   * the host's request may have arrived although its answer did not. A pending event that is in the ledger was answered
   * before, so it is not this one. If the homeserver cannot be asked, nothing is scheduled: a second event would end
   * the very call that the first one protects.
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
    if (!found) throw new Error("The homeserver cannot say whether it already holds the event");
    const [held] = found;
    if (!held) return scheduling.schedule(by, roomId, event, context);
    // If the background dies now, the repeated request finds the event here.
    await adopt(by, held, context.id);
    return held.delayId;
  }

  /**
   * Restarts, sends or cancels a delayed event of this author. From Synapse 1.143 on, anyone who knows a delay_id can
   * use it. So a delay_id that the ledger does not have for this author is used only if the homeserver lists it for the
   * account; the ledger then adopts it. Otherwise the widget gets the homeserver's answer for an unknown delay_id.
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
      void restarts.note(by.session.baseUrl, true);
      await ledger.record(id, { kind: "updated", action, by: who, at: now() });
    } catch (error) {
      if (isLost(error)) {
        void restarts.note(by.session.baseUrl, false);
        await ledger.note(id, { unheld: true });
      }
      // A refused send may have deleted the delay, if the homeserver understood it.
      const isRefusal = error instanceof HTTPError && !isLost(error);
      const isGone = hasEnded(error) || (action === "send" && who === "widget" && isRefusal);
      if (isGone) await ledger.record(id, { kind: "missing", at: now() });
      // A send also counts towards the rate limit of messages.
      if (action !== "send" && isLimit(error)) limits.refused(limitedOf(by.session), retryAfter(error));
      throw error;
    }
  }

  /** A widget that has waited long enough for a restart requests the next one while the first is still under way. */
  function adoptOnce(by: Author, delayId: string): Promise<string> {
    return adopting.run(JSON.stringify([ownerOf(by), delayId]), () => adoptListed(by, delayId));
  }

  async function adoptListed(by: Author, delayId: string): Promise<string> {
    const account = limitedOf(by.session);
    // Asking for one unknown delay_id after another must not use up the rate limit that calls need.
    const wait = unknownIds.wait(account);
    if (wait > 0) throw tooMany(Math.ceil(wait));
    unknownIds.take(account);
    limits.take(account);
    const event = await listedAs(by, delayId);
    // Pending delays are not counted: the homeserver limits their number, and each is asked about once.
    unknownIds.refund(account);
    return adopt(by, event);
  }

  /** @returns the delayed event, if it is pending at the homeserver for this account */
  async function listedAs({ session: { homeserver } }: Author, delayId: string): Promise<PendingEvent> {
    const one = await homeserver.delayedEvent(delayId);
    if (one === "gone" || (one && !one.pending)) throw notFound();
    if (one?.pending) return one.pending;
    const listed = await homeserver.pendingEvents();
    const held = listed?.find((each) => each.delayId === delayId);
    if (!held) throw notFound();
    return held;
  }

  /**
   * Adds to the ledger a delayed event of this account that someone else has scheduled: the host, or another client.
   */
  async function adopt(
    by: Author,
    { delayId, since = now(), ...event }: PendingEvent,
    id: string = crypto.randomUUID(),
  ): Promise<string> {
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
