import { HTTPError } from "matrix-js-sdk/lib/http-api/errors.js";
import type { DelayedSend } from "../../delayed-events/delayed-event.ts";
import { OWN_ERRORS } from "../../delayed-events/own-errors.ts";
import { widgetsCountdown } from "../countdown.ts";
import { SentAtOnceError, UnansweredError } from "../homeserver/delayed-events.ts";
import { requireNameable } from "../homeserver/path-of.ts";
import { TokenRunOutError } from "../homeserver/request-errors.ts";
import { SingleFlight } from "../single-flight.ts";
import { type Author, ownerOf } from "./author.ts";
import { describe } from "./describe.ts";
import { intentOf } from "./intent.ts";
import type { Ledger } from "./ledger.ts";
import { eventOf, isOwner, type LedgerEntry, type Owner } from "./ledger-entry.ts";
import type { Preflight } from "./preflight.ts";
import { limitedOf, type RateLimit } from "./rate-limit.ts";
import { type Attempt, createScheduleRequest } from "./schedule-request.ts";
import { type HomeserverSupport, UnsupportedError } from "./support.ts";
import type { Unclaimed } from "./unclaimed.ts";

/**
 * One request of a widget, however often it arrives: its content script sends it again after the background has died.
 */
export interface RequestContext {
  /** Identifies the request. It is the ledger entry's id and the transaction id. */
  id: string;
  /** When the widget stops waiting (epoch ms). */
  deadline: number;
  /** Rejects if the event must not be scheduled. It is awaited together with the homeserver's versions. */
  allowed?: Promise<void>;
}

interface Parts {
  ledger: Ledger;
  support: HomeserverSupport;
  unclaimed: Unclaimed;
  limits: RateLimit;
  preflight: Preflight;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Errors that show that the homeserver has no event from the request, or none any more. */
const REFUSALS = [HTTPError, SentAtOnceError, TokenRunOutError, UnsupportedError];

/**
 * Schedules each event once. The intended entry is in storage before the request leaves, and the delay_id before the
 * widget gets it. If no answer comes, Postdate finds out whether the event is pending: by repeating the request if its
 * transaction id guards against duplicates, otherwise from the list. Unclaimed events that turn up later are cancelled.
 */
export function createScheduling({ ledger, support, unclaimed, limits, preflight, now }: Parts) {
  const request = createScheduleRequest(support);
  const underWay = new SingleFlight<string>();
  /** The owners of the requests that are under way. */
  const owners = new WeakMap<Promise<string>, Owner>();

  /**
   * @returns the homeserver's delay_id
   * @throws UnsupportedError if no request was made; UnansweredError if the homeserver may have accepted the event
   */
  function schedule(
    by: Author,
    roomId: string,
    event: DelayedSend,
    context: RequestContext,
  ): Promise<string> {
    const scheduling = underWay.run(context.id, () => begin(by, roomId, event, context));
    const owner = owners.get(scheduling) ?? ownerOf(by);
    owners.set(scheduling, owner);
    return isOwner(ownerOf(by), owner) ? scheduling : notOwn();
  }

  async function begin(
    by: Author,
    roomId: string,
    event: DelayedSend,
    { id, deadline, allowed }: RequestContext,
  ): Promise<string> {
    const left = widgetsCountdown(deadline, now());
    const before = await ledger.get(id);
    if (before) {
      await allowed;
      return resume(by, before, left);
    }
    if (left() <= 0) throw new Error("The widget has stopped waiting");
    const [supported] = await Promise.all([support.require(by.session, event), allowed]);
    // A name that cannot be part of a URL can never be requested, so there is nothing to store.
    requireNameable([roomId, event.type, event.stateKey ?? ""]);
    await ledger.intend(intentOf(by, { ...event, roomId }, { id, intendedAt: now() }));
    return settle(by, id, left, () => put(by, roomId, event, { id, supported, left }));
  }

  /** The background died during this request. First checks whether its event is already pending. */
  async function resume(by: Author, entry: LedgerEntry, left: () => number): Promise<string> {
    if (!isOwner(ownerOf(by), entry)) throw new Error("This request belongs to someone else");
    if (entry.delayId !== undefined && entry.state === "pending") return entry.delayId;
    if (entry.state !== "intended") throw new Error(entry.error ?? `This request is over: ${entry.state}`);
    const event = eventOf(entry);
    if (!event) throw new Error("This event was too large to be kept");
    const supported = await support.require(by.session, event);
    const { id, roomId } = entry;
    return settle(by, id, left, async () => {
      try {
        const delayId = entry.stateKey === undefined ? undefined : await held(by, entry);
        return delayId ?? (await put(by, roomId, event, { id, supported, left }));
      } catch (error) {
        // A refusal now, especially of the list, says nothing about the earlier request.
        const isRefusal = [HTTPError, TokenRunOutError, UnsupportedError].some(
          (kind) => error instanceof kind,
        );
        throw isRefusal ? new UnansweredError(error, false) : error;
      }
    });
  }

  /** @returns the delay_id of a request's event, if it is pending at the homeserver and unclaimed */
  async function held(by: Author, entry: LedgerEntry): Promise<string | undefined> {
    limits.take(limitedOf(by.session));
    const [found] = (await unclaimed.find(by.session, entry)) ?? [];
    return found?.delayId;
  }

  /** Requests an event, and looks for it if no answer comes. */
  function put(by: Author, roomId: string, event: DelayedSend, attempt: Attempt): Promise<string> {
    return request(by.session, roomId, event, attempt).catch((error) => orFound(by, attempt.id, error));
  }

  /** Records the result of a request, or that it is not known. */
  async function settle(
    by: Author,
    id: string,
    left: () => number,
    ask: () => Promise<string>,
  ): Promise<string> {
    try {
      const delayId = await ask();
      // The widget is not waiting any more, so the event is left to be found as unclaimed and cancelled.
      if (left() < 0) throw new UnansweredError(new Error(OWN_ERRORS["too-late"]), false);
      await ledger.record(id, { kind: "accepted", delayId, at: now() });
      // If the computer slept or its clock jumped meanwhile, the event may have been cancelled as a dead worker's.
      if ((await ledger.get(id))?.state === "cancelled")
        throw new UnansweredError(new Error(OWN_ERRORS["too-late"]), false);
      // Not awaited: the widget is answered first.
      void preflight.check(id, by.session).catch(() => undefined);
      return delayId;
    } catch (error) {
      if (error instanceof SentAtOnceError) await support.noteSentAtOnce(by.session.baseUrl);
      const cause = error instanceof UnansweredError ? error.cause : error;
      const isRefused = REFUSALS.some((kind) => error instanceof kind);
      await ledger.record(id, {
        kind: isRefused ? "refused" : "unanswered",
        error: describe(cause),
        at: now(),
      });
      throw error;
    }
  }

  /** @returns the delay_id, if the event of an unanswered request turns out to be pending at the homeserver */
  async function orFound(by: Author, id: string, error: unknown): Promise<string> {
    const entry = await ledger.get(id);
    if (!(error instanceof UnansweredError) || !entry) throw error;
    if (await unclaimed.isAnotherUnderWay(entry)) throw error;
    const delayId = await held(by, entry).catch(() => undefined);
    // A request that began meanwhile may own what was found.
    if (delayId === undefined || (await unclaimed.isAnotherUnderWay(entry))) throw error;
    return delayId;
  }

  return { schedule };
}

export type Scheduling = ReturnType<typeof createScheduling>;

function notOwn(): Promise<never> {
  return Promise.reject(new Error("This request belongs to someone else"));
}
