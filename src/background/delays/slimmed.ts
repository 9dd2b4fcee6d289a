import { nextCheck } from "../../delayed-events/next-check.ts";
import { EVENT_BYTES, isTooLargeForEvent, NAME_BYTES } from "../../delayed-events/sizes.ts";
import { sizeOf } from "./entry-size.ts";
import type { LedgerEntry } from "./ledger-entry.ts";

/** The maximum length of others' error texts that are kept for the user (characters). */
const LONGEST_ERROR = 1_000;

/**
 * @returns an entry without what is no longer needed: its content, once it has ended and is no longer checked, and
 *   anything larger than an event may be. The same object if nothing had to go.
 */
export function slimmed(entry: LedgerEntry): LedgerEntry {
  const readable = isLong(entry.error, LONGEST_ERROR)
    ? { ...entry, error: cut(entry.error, LONGEST_ERROR) }
    : entry;
  const named = withShortNames(readable);
  if (named.content === undefined || !(isIdle(entry) || isUnsendable(entry))) return named;
  const { content: _, ...rest } = named;
  return rest;
}

/** Says whether the homeserver will not be asked about a delay any more, and nobody can restart it. */
function isIdle(entry: LedgerEntry): boolean {
  return entry.state !== "intended" && entry.state !== "pending" && nextCheck(entry) === undefined;
}

/** Entries from before there were limits may be of any size. */
function isUnsendable(entry: LedgerEntry): boolean {
  return hasLongName(entry) || (sizeOf(entry) > EVENT_BYTES && isTooLargeForEvent(entry.content));
}

function hasLongName({ type, stateKey, roomId, widget }: LedgerEntry): boolean {
  return [type, stateKey, roomId, widget.id].some((name) => isLong(name, NAME_BYTES));
}

function withShortNames(entry: LedgerEntry): LedgerEntry {
  if (!hasLongName(entry)) return entry;
  const { type, stateKey, roomId, widget } = entry;
  return {
    ...entry,
    type: cut(type, NAME_BYTES),
    roomId: cut(roomId, NAME_BYTES),
    widget: { ...widget, id: cut(widget.id, NAME_BYTES) },
    ...(stateKey !== undefined && { stateKey: cut(stateKey, NAME_BYTES) }),
  };
}

function isLong(text: string | undefined, most: number): text is string {
  return text !== undefined && text.length > most;
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
