import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { isResendDue } from "../../delayed-events/next-check.ts";
import { isNotFound } from "../homeserver/delayed-events.ts";
import { retryAfter } from "../homeserver/retry-after.ts";
import type { Session } from "../sessions/session.ts";
import { SingleFlight } from "../single-flight.ts";
import type { Delays } from "./delays.ts";
import { describe } from "./describe.ts";
import type { Ledger } from "./ledger.ts";
import { eventOf, type LedgerEntry } from "./ledger-entry.ts";
import type { Outcomes } from "./outcomes.ts";
import { RefusedError } from "./refusals.ts";

/** The popup waits 10 s for an answer; so long is waited for a homeserver that wants to be left alone (ms). */
const LONGEST_WAIT = 6_000;

/**
 * Sends a delay's event now, at the user's wish, so that it is not lost by that: Synapse deletes a delayed event whose sending
 * it refuses, by 403 always and by 429 from 1.143 on. What is neither pending then nor in the room is sent once more, without a
 * delay and with a new transaction id; the old one is spent on the delayed event.
 * @param now epoch milliseconds
 */
export function createSendNow({
  ledger,
  delays,
  outcomes,
  now,
}: {
  ledger: Ledger;
  delays: Delays;
  outcomes: Outcomes;
  now: () => number;
}) {
  /** @throws RefusedError ("resend-due") where it is still to be sent a second time; else the error, where it was not sent */
  async function sendNow(entry: LedgerEntry, session: Session): Promise<void> {
    const { id, widget, delayId = "" } = entry;
    try {
      await delays.update({ session, widget }, delayId, "send", "user");
    } catch (error) {
      // An unknown delay_id was not refused: the delay had ended before, by somebody's wish perhaps.
      if (!(error instanceof HTTPError) || isNotFound(error)) throw error;
      // Without its content it could neither be found in the room nor be sent again.
      if (!entry.content) throw error;
      const became = await outcomes.of(entry, session);
      if (became) await ledger.record(id, became);
      if (became?.kind === "found") return;
      // It may be gone: then "limited", which says that nothing was changed, would not be true.
      if (!became) throw new Error(describe(error));
      if (became.kind !== "nowhere") throw error;
      // The widget may have ended it while that was found out.
      const { state } = (await ledger.get(id)) ?? {};
      if (state === "sent") return;
      if (state !== "dropped") throw new RefusedError(describe(error), "gone");
      const wait = error instanceof MatrixError && error.isRateLimitError() ? retryAfter(error) : 0;
      // In storage before anything else: whoever finds it after the worker's death sends it.
      const resend = { transactionId: crypto.randomUUID(), notBefore: now() + wait };
      // What came to nothing has lost its content by now.
      await ledger.note(id, { resend, content: entry.content });
      if (wait > LONGEST_WAIT) throw new RefusedError(describe(error), "resend-due", resend.notBefore);
      await new Promise((resolve) => setTimeout(resolve, wait));
      await resendNow(entry, session).catch((refusal) => orResendDue(id, refusal));
    }
  }

  /** @throws the refusal, or that it is still to be sent, where a second sending that failed is tried again */
  async function orResendDue(id: string, refusal: unknown): Promise<never> {
    const { resend } = (await ledger.get(id)) ?? {};
    throw resend ? new RefusedError(describe(refusal), "resend-due", resend.notBefore) : refusal;
  }

  const underWay = new SingleFlight<void>();

  /** Sends the event without a delay, once: the same transaction id, and the same state, make no second event. */
  function resendNow(entry: LedgerEntry, session: Session): Promise<void> {
    return underWay.run(entry.id, () => resendOnce(entry, session));
  }

  async function resendOnce({ id }: LedgerEntry, session: Session): Promise<void> {
    const entry = await ledger.get(id);
    if (!entry || !isResendDue(entry)) return;
    const { roomId, resend } = entry;
    const event = eventOf(entry);
    if (!event) return ledger.note(id, { resend: undefined });
    try {
      await session.homeserver.sendPlainly(roomId, event, resend.transactionId);
      await ledger.record(id, { kind: "found", at: now(), resent: true });
    } catch (error) {
      if (error instanceof MatrixError && error.isRateLimitError())
        await ledger.note(id, { resend: { ...resend, notBefore: now() + retryAfter(error) } });
      else if (error instanceof HTTPError && (error.httpStatus ?? 500) < 500)
        await ledger.note(id, { resend: undefined, error: describe(error) });
      throw error;
    }
  }

  return { sendNow, resendNow };
}

export type SendNow = ReturnType<typeof createSendNow>;
