import type { DelayedSend } from "../../delayed-events/delayed-event.ts";
import { UnansweredError } from "../homeserver/delayed-events.ts";
import { isUnrecognized } from "../homeserver/dialect.ts";
import type { Session } from "../sessions/session.ts";
import { meaningOf } from "./refused-schedules.ts";
import { type HomeserverSupport, type Supported, UnsupportedError } from "./support.ts";

/**
 * One try of a request: its id, what the homeserver supports, and how many milliseconds the widget will still wait.
 */
export interface Attempt {
  id: string;
  supported: Supported;
  left: () => number;
}

/** How much of the remaining time is reserved for finding out what became of a request (ms): at most half of it. */
const FOR_FINDING_OUT = 2_000;

/** Has a homeserver schedule an event, in a dialect that it understands, and interprets its refusal. */
export function createScheduleRequest(support: HomeserverSupport) {
  /**
   * Requests an event, and repeats the request if that is safe.
   * @returns the homeserver's delay_id
   * @throws UnansweredError if the homeserver may have accepted the event; otherwise its refusal, as a known error
   */
  function request(session: Session, roomId: string, event: DelayedSend, attempt: Attempt): Promise<string> {
    return safely(session, roomId, event, attempt)
      .catch((error) => orInNewDialect(session, roomId, event, attempt, error))
      .catch((error) => inKnownWords(session, event, attempt, error));
  }

  async function safely(
    { homeserver }: Session,
    roomId: string,
    event: DelayedSend,
    { id, supported, left }: Attempt,
  ): Promise<string> {
    const once = (within: number) => homeserver.schedule(roomId, event, id, supported.said, within);
    try {
      const whole = Math.max(0, left());
      return await once(Math.min(5_000, whole - Math.min(FOR_FINDING_OUT, whole / 2)));
    } catch (error) {
      if (!(error instanceof UnansweredError) || !error.isRepeatable || left() <= 0) throw error;
      // A refusal of the second request says nothing about the first.
      return await once(left()).catch(() => {
        throw error;
      });
    }
  }

  /** If a homeserver no longer understands the request, asks what it supports now, and tries that. */
  async function orInNewDialect(
    session: Session,
    roomId: string,
    event: DelayedSend,
    attempt: Attempt,
    error: unknown,
  ): Promise<string> {
    if (attempt.supported.isNew || !isUnrecognized(error) || attempt.left() <= 0) throw error;
    const supported = await support.require(session, event, true).catch((reason) => {
      throw reason instanceof UnsupportedError ? reason : error;
    });
    return safely(session, roomId, event, { ...attempt, supported });
  }

  async function inKnownWords(
    { baseUrl, homeserver }: Session,
    { delay }: DelayedSend,
    { left }: Attempt,
    refusal: unknown,
  ): Promise<never> {
    const { error, isOff } = await meaningOf(refusal, delay, homeserver, left());
    if (isOff) support.noteOff(baseUrl);
    throw error;
  }

  return request;
}
