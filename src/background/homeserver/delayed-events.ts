import { HTTPError } from "matrix-js-sdk/lib/http-api/errors.js";
import * as v from "valibot";
import type { DelayedSend } from "../../delayed-events/delayed-event.ts";
import { OWN_ERRORS } from "../../delayed-events/own-errors.ts";
import type { Support } from "./account.ts";
import {
  type Dialect,
  failsClosed,
  isNotFound,
  isNotSpoken,
  isUnrecognized,
  type ScheduleWay,
  speak,
  waysToGet,
  waysToList,
  waysToSchedule,
} from "./dialect.ts";
import { type Finalised, LONGEST_ID, type PendingEvent, readDelayed, readList } from "./listed.ts";
import type { HomeserverAnswer, Request } from "./request.ts";
import { TokenRunOutError } from "./request-errors.ts";

const Scheduled = v.object({ delay_id: v.pipe(v.string(), v.minLength(1), v.maxLength(LONGEST_ID)) });
const EVERYTHING: Support = { unstable: true, stable: true, stickyEvents: true };
const Sent = v.object({ event_id: v.string() });

/**
 * The homeserver accepted the request and returned an event_id: it knows nothing about delays and sent the event at
 * once.
 */
export class SentAtOnceError extends Error {
  override name = "SentAtOnceError";
}

/** The homeserver may have accepted the request: no answer came, or an unclear one. */
export class UnansweredError extends Error {
  override name = "UnansweredError";

  /** @param isRepeatable whether the same request can be repeated without scheduling a second delayed event */
  constructor(
    override readonly cause: unknown,
    readonly isRepeatable: boolean,
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
  }
}

/**
 * Requests about a homeserver's delayed events (MSC4140), in any generation of the proposal.
 * @param dialect which ways of making these requests this homeserver has understood before
 */
export function delayedEventRequests(request: Request, dialect: Dialect) {
  /**
   * Schedules an event.
   * @param support what the homeserver advertises; nothing if it was not asked, which is enough if it `schedulesClosed`
   * @param within milliseconds
   * @returns the delay_id
   * @throws SentAtOnceError, UnansweredError, or TokenRunOutError or js-sdk's `HTTPError` for a refusal
   */
  function schedule(
    roomId: string,
    event: DelayedSend,
    transactionId: string,
    support: Support | undefined,
    within: number,
  ): Promise<string> {
    const all = waysToSchedule(roomId, event, transactionId, support ?? EVERYTHING);
    const known = dialect.get("schedule");
    const ways = support ? all : all.filter(({ name }) => name === known && failsClosed(name));
    // Which way a homeserver understands for sticky events says nothing about other events.
    const kind = event.stickyDuration === undefined ? "schedule" : "schedule sticky";
    // A 404 can only mean an unknown endpoint or an unknown room; for the latter the next way fails as well.
    const isUnknown = (error: unknown) => isUnrecognized(error) || isNotFound(error);
    return speak(dialect, kind, ways, (way) => scheduleBy(way, within), isUnknown);
  }

  /** Says whether the homeserver is known to understand a way to schedule that fails closed. */
  function schedulesClosed(): boolean {
    return failsClosed(dialect.get("schedule"));
  }

  async function scheduleBy(
    { method, path, options, repeatable }: ScheduleWay,
    within: number,
  ): Promise<string> {
    let answer: HomeserverAnswer;
    try {
      answer = await request(method, path, { ...options, within });
    } catch (error) {
      throw isRefusal(error) ? error : new UnansweredError(error, repeatable);
    }
    const scheduled = v.safeParse(Scheduled, answer.body);
    if (scheduled.success) return scheduled.output.delay_id;
    if (v.is(Sent, answer.body)) throw new SentAtOnceError(OWN_ERRORS["at-once"]);
    throw new UnansweredError(new Error(OWN_ERRORS.unreadable), repeatable);
  }

  /**
   * @returns this account's pending events; nothing if the homeserver has no list. Synapse counts it towards the rate
   *   limit of restarts.
   */
  async function pendingEvents(): Promise<PendingEvent[] | undefined> {
    if (isNotSpoken(dialect, "list")) return undefined;
    try {
      const answer = await speak(dialect, "list", waysToList(), ({ method, path, options }) =>
        request(method, path, { ...options, within: 1_500 }),
      );
      return readList(answer);
    } catch (error) {
      if (isUnrecognized(error)) return undefined;
      throw error;
    }
  }

  /**
   * @returns one delayed event, pending or finished; "gone" if the homeserver does not know it; nothing if the
   *   homeserver has no endpoint for a single one
   */
  async function delayedEvent(
    delayId: string,
  ): Promise<{ pending?: PendingEvent; finalised?: Finalised } | "gone" | undefined> {
    if (isNotSpoken(dialect, "one")) return undefined;
    try {
      const answer = await speak(dialect, "one", waysToGet(delayId), ({ method, path, options }) =>
        request(method, path, { ...options, within: 1_500 }),
      );
      return readDelayed(answer);
    } catch (error) {
      if (isUnrecognized(error)) return undefined;
      if (isNotFound(error)) return "gone";
      throw error;
    }
  }

  return { schedule, schedulesClosed, pendingEvents, delayedEvent };
}

/** Says whether an error shows that the homeserver, or a proxy in front of it, did not accept the request. */
function isRefusal(error: unknown): boolean {
  if (error instanceof TokenRunOutError) return true;
  return error instanceof HTTPError && (error.httpStatus ?? 500) < 500;
}
