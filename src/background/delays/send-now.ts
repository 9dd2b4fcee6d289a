import { HTTPError } from "matrix-js-sdk/lib/http-api/errors.js";
import { isResendDue } from "../../delayed-events/next-check.ts";
import { hasEnded } from "../homeserver/dialect.ts";
import { isLimit, retryAfter } from "../homeserver/retry-after.ts";
import type { Session } from "../sessions/session.ts";
import { SingleFlight } from "../single-flight.ts";
import type { Delays } from "./delays.ts";
import { describe } from "./describe.ts";
import type { Ledger } from "./ledger.ts";
import { eventOf, type LedgerEntry } from "./ledger-entry.ts";
import type { Outcomes } from "./outcomes.ts";
import { RefusedError } from "./refusals.ts";

/** The longest wait for a homeserver's rate limit (ms). The popup waits 10 s for an answer. */
const LONGEST_WAIT = 6_000;

/**
 * Sends a delay's event now, at the user's wish, without losing it: Synapse deletes a delayed event when it refuses to
 * send it, always with a 403, and from 1.143 on also with a 429. An event that is then neither pending nor in the room
 * is sent a second time, without a delay and with a new transaction id, because the delayed event has used the old one.
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
  /**
   * @throws RefusedError ("resend-due") if the second send is still to come; otherwise the error, if it was not sent
   */
  async function sendNow(entry: LedgerEntry, session: Session): Promise<void> {
    const { id, widget, delayId = "" } = entry;
    try {
      await delays.update({ session, widget }, delayId, "send", "user");
    } catch (error) {
      // This is no refusal: the delay had already ended, perhaps on purpose.
      if (!(error instanceof HTTPError) || hasEnded(error)) throw error;
      // Without its content the event can be neither found in the room nor sent again.
      if (!entry.content) throw error;
      const became = await outcomes.of(entry, session);
      if (became) await ledger.record(id, became);
      if (became?.kind === "found") return;
      // The delay may be gone. "limited" would be wrong, since it says that nothing has changed.
      if (!became) throw new Error(describe(error));
      if (became.kind !== "nowhere") throw error;
      // The widget may have ended it in the meantime.
      const { state } = (await ledger.get(id)) ?? {};
      if (state === "sent") return;
      if (state !== "dropped") throw new RefusedError(describe(error), "gone");
      const wait = isLimit(error) ? retryAfter(error) : 0;
      // In storage before anything else, so that the next worker sends it if this one dies.
      const resend = { transactionId: crypto.randomUUID(), notBefore: now() + wait };
      // A dropped delay has lost its content by now.
      await ledger.note(id, { resend, content: entry.content });
      if (wait > LONGEST_WAIT) throw new RefusedError(describe(error), "resend-due", resend.notBefore);
      await new Promise((resolve) => setTimeout(resolve, wait));
      await resendNow(entry, session).catch((refusal) => orResendDue(id, refusal));
    }
  }

  /** @throws the refusal; or that the event is still to be sent, if the failed second send will be tried again */
  async function orResendDue(id: string, refusal: unknown): Promise<never> {
    const { resend } = (await ledger.get(id)) ?? {};
    throw resend ? new RefusedError(describe(refusal), "resend-due", resend.notBefore) : refusal;
  }

  const underWay = new SingleFlight<void>();

  /**
   * Sends the event without a delay, once: repeating the transaction id, or the same state, makes no second event.
   */
  function resendNow(entry: LedgerEntry, session: Session): Promise<void> {
    return underWay.run(entry.id, () => resendOnce(entry, session));
  }

  async function resendOnce({ id }: LedgerEntry, session: Session): Promise<void> {
    const entry = await ledger.get(id);
    if (!entry || !isResendDue(entry)) return;
    const { roomId, resend } = entry;
    const event = eventOf(entry);
    if (!event) return ledger.note(id, { resend: undefined });
    // The user may have joined the call again that this event leaves.
    if (await outcomes.isReplaced(entry, session)) {
      await ledger.note(id, { resend: undefined });
      throw new RefusedError("The state was set again in the meantime", "gone");
    }
    try {
      await session.homeserver.sendPlainly(roomId, event, resend.transactionId);
      await ledger.record(id, { kind: "found", at: now(), resent: true });
    } catch (error) {
      if (isLimit(error))
        await ledger.note(id, { resend: { ...resend, notBefore: now() + retryAfter(error) } });
      else if (error instanceof HTTPError && (error.httpStatus ?? 500) < 500)
        await ledger.note(id, { resend: undefined, error: describe(error) });
      throw error;
    }
  }

  return { sendNow, resendNow };
}

export type SendNow = ReturnType<typeof createSendNow>;
