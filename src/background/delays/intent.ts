import type { DelayedSend } from "../../delayed-events/delayed-event.ts";
import { type Author, ownerOf } from "./author.ts";
import type { LedgerEntry } from "./ledger-entry.ts";

/** @returns the ledger's entry for an event that is about to be scheduled */
export function intentOf(
  by: Author,
  { roomId, type, stateKey, stickyDuration, content, delay }: DelayedSend & { roomId: string },
  named: { id: string; intendedAt: number },
): Omit<LedgerEntry, "state"> {
  const what = {
    roomId,
    type,
    content,
    delay,
    ...(stateKey !== undefined && { stateKey }),
    ...(stickyDuration !== undefined && { stickyDuration }),
  };
  // No released homeserver guards a state event against being scheduled twice.
  const mayHaveDuplicates = stateKey !== undefined && { mayHaveDuplicates: true };
  return { ...ownerOf(by), ...what, ...mayHaveDuplicates, ...named, widget: by.widget };
}
