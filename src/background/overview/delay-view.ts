import { isResendDue, nextCheck } from "../../delayed-events/next-check.ts";
import { purposeOf } from "../../delayed-events/purpose.ts";
import type { DelayView } from "../../messaging/views/delays.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";

/** How much of a message the list shows (characters). */
const EXCERPT = 80;

/** What a view contains besides the ledger's entry. */
export interface Beside {
  roomName: string | undefined;
  hasSession: boolean;
  widgetClosed: boolean;
}

/**
 * A page gets only what it shows, without delay_ids, which are secrets, and without the ledger's bookkeeping. An
 * event's content may be long, so a list has only the first words.
 */
export function delayView(entry: LedgerEntry, { roomName, hasSession, widgetClosed }: Beside): DelayView {
  const { account, roomId, delayId, stateKey, by, blocker, unheld, error } = entry;
  const { id, state, delay, widget, client, type, resent, elsewhere } = entry;
  // Absent once the resend has been given up.
  const resendAt = isResendDue(entry) ? nextCheck(entry) : undefined;
  const { dueAt, scheduledAt, restartedAt, endedAt } = entry;
  const excerpt = excerptOf(entry);
  return {
    id,
    state,
    delay,
    widget,
    client,
    type,
    purpose: purposeOf(entry),
    room: { id: roomId, ...(roomName && { name: roomName }) },
    userId: account.userId,
    hasSession,
    ...(dueAt !== undefined && { dueAt }),
    ...(scheduledAt !== undefined && { scheduledAt }),
    ...(restartedAt !== undefined && { restartedAt }),
    ...(endedAt !== undefined && { endedAt }),
    ...(stateKey !== undefined && { stateKey }),
    ...(resendAt !== undefined && { resendAt }),
    ...(error !== undefined && { error }),
    ...(excerpt !== undefined && { excerpt }),
    ...(resent && { resent }),
    ...(by && { by }),
    ...(blocker && { blocker }),
    ...(unheld && { unheld }),
    ...(widgetClosed && !elsewhere && { widgetClosed }),
    ...(elsewhere && { elsewhere }),
    ...(delayId && { maskedDelayId: `${delayId.slice(0, 6)}…` }),
  };
}

/** @returns the first words of a message, in one line; nothing if it has none */
function excerptOf({ stateKey, content }: LedgerEntry): string | undefined {
  const body = content?.body;
  if (stateKey !== undefined || typeof body !== "string") return undefined;
  // A character may take two code units, and spaces may come first.
  const words = body
    .slice(0, 8 * EXCERPT)
    .replace(/\s+/g, " ")
    .trim();
  const characters = Array.from(words);
  if (characters.length === 0) return undefined;
  return characters.length > EXCERPT ? `${characters.slice(0, EXCERPT - 1).join("")}…` : words;
}
