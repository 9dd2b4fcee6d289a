import { isPending } from "../../delayed-events/delay.ts";
import { nextCheck } from "../../delayed-events/next-check.ts";
import { bytesOfJson, EVENT_BYTES, isTooLargeForEvent, NAME_BYTES } from "../../delayed-events/sizes.ts";
import { patternOf } from "../sites.ts";
import type { LedgerEntry } from "./ledger-entry.ts";

/** How much of the ledger somebody's delays may take. */
interface Quota {
  of: "widget" | "client" | "all";
  /** Two delays that have the same name here share the quota. */
  nameOf(entry: LedgerEntry): string;
  /** Bytes in all. */
  bytes: number;
  /** How many are remembered that have ended. */
  ended: number;
}

/**
 * The smallest first. A widget chooses its id, so its client has a quota as well; and a client's page may be served from any
 * port of its host, so that quota is its site's. The browser allows 10 MB in all, for this and everything else.
 */
const QUOTAS: readonly Quota[] = [
  { of: "widget", nameOf: widgetOf, bytes: 512 * 1024, ended: 50 },
  { of: "client", nameOf: clientOf, bytes: 1024 * 1024, ended: 100 },
  { of: "all", nameOf: () => "", bytes: 6 * 1024 * 1024, ended: 500 },
];
/** What is added to each delay's size: what happens to it is written down as well (bytes). */
const RESERVE = 1024;
/** The largest that one delay may be in storage, all its names and its reserve included (bytes). */
const MOST_OF_ONE = EVENT_BYTES + 16 * 1024;
/** The longest text of somebody else's that is kept to be read (characters). */
const LONGEST_ERROR = 1_000;
/** How long is waited for what cannot be looked after, an account's without a session say (ms). */
const WAITED_FOR = 86_400_000;

const sizes = new WeakMap<LedgerEntry, number>();

/** @returns the bytes that an entry counts for. Entries are never changed in place, so each is measured once. */
function sizeOf(entry: LedgerEntry): number {
  const size = sizes.get(entry) ?? bytesOfJson(entry) + RESERVE;
  sizes.set(entry, size);
  return size;
}

function clientOf({ partition, client }: LedgerEntry): string {
  return JSON.stringify([partition, patternOf(client) ?? client]);
}

function widgetOf(entry: LedgerEntry): string {
  return JSON.stringify([clientOf(entry), entry.widget.origin, entry.widget.id]);
}

/** Says whether something may still come of a delay, so that it is not to be forgotten. `now` is epoch milliseconds. */
function mustStay(entry: LedgerEntry, now: number): boolean {
  if (isPending(entry, now)) return true;
  if (nextCheck(entry) === undefined) return false;
  return entry.resend !== undefined || now - lastHeardOf(entry) < WAITED_FOR;
}

function lastHeardOf({ endedAt, dueAt, intendedAt }: LedgerEntry): number {
  return endedAt ?? dueAt ?? intendedAt;
}

/**
 * @param entries those of one store
 * @param now epoch milliseconds
 * @returns what is to be forgotten so that everybody stays within their quota: the oldest of what has ended, each for its own
 *   widget's sake, its client's, or everybody's
 */
export function superfluous(entries: LedgerEntry[], now: number): LedgerEntry[] {
  const ended = endedIn(entries, now);
  const forgotten = new Set<LedgerEntry>();
  for (const { nameOf, bytes, ended: most } of QUOTAS) {
    const sums = new Map<string, { bytes: number; ended: number }>();
    const sumOf = (entry: LedgerEntry) => {
      const name = nameOf(entry);
      const sum = sums.get(name) ?? { bytes: 0, ended: 0 };
      sums.set(name, sum);
      return sum;
    };
    for (const entry of entries) if (!forgotten.has(entry)) sumOf(entry).bytes += sizeOf(entry);
    for (const entry of ended) if (!forgotten.has(entry)) sumOf(entry).ended += 1;
    for (const entry of ended) {
      const sum = sumOf(entry);
      if (forgotten.has(entry) || (sum.bytes <= bytes && sum.ended <= most)) continue;
      forgotten.add(entry);
      sum.bytes -= sizeOf(entry);
      sum.ended -= 1;
    }
  }
  return [...forgotten];
}

/** @returns what has ended and may be forgotten, the oldest first. `now` is epoch milliseconds. */
export function endedIn(entries: LedgerEntry[], now: number): LedgerEntry[] {
  return entries
    .filter((entry) => !mustStay(entry, now))
    .sort((one, other) => lastHeardOf(one) - lastHeardOf(other));
}

/**
 * Says whether there is room for one more beside what must stay of the same widget's, client's and everybody's.
 * @param now epoch milliseconds
 */
export function hasSpaceFor(entry: LedgerEntry, others: LedgerEntry[], now: number): boolean {
  const size = sizeOf(entry);
  const staying = others.filter((other) => mustStay(other, now));
  return (
    size <= MOST_OF_ONE &&
    QUOTAS.every(({ nameOf, bytes }) => size + (takenIn(staying, nameOf).get(nameOf(entry)) ?? 0) <= bytes)
  );
}

/**
 * Says whose quota is taken up by what must stay, so that their next event may be refused. Everybody's goes before a client's,
 * and a client's before a widget's.
 * @param now epoch milliseconds
 */
export function crowded(
  entries: LedgerEntry[],
  now: number,
): { of: Quota["of"]; by: LedgerEntry } | undefined {
  const staying = entries.filter((entry) => mustStay(entry, now));
  for (const { of, nameOf, bytes } of [...QUOTAS].reverse()) {
    const taken = takenIn(staying, nameOf);
    const by = staying.find((entry) => (taken.get(nameOf(entry)) ?? 0) > bytes - MOST_OF_ONE);
    if (by) return { of, by };
  }
  return undefined;
}

/** @returns by name, the bytes of these entries */
function takenIn(entries: LedgerEntry[], nameOf: Quota["nameOf"]): Map<string, number> {
  const taken = new Map<string, number>();
  for (const entry of entries) {
    const name = nameOf(entry);
    taken.set(name, (taken.get(name) ?? 0) + sizeOf(entry));
  }
  return taken;
}

/**
 * @returns an entry without what nobody needs any more: the content of what has ended and is asked for no more, and whatever is
 *   larger than any event may be; the same object where that is nothing
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

/** Says whether the homeserver is asked about a delay no more, and nobody can have it restarted. */
function isIdle(entry: LedgerEntry): boolean {
  return entry.state !== "intended" && entry.state !== "pending" && nextCheck(entry) === undefined;
}

/** Entries of before there were limits may be of any size. */
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

/** Says whether a value is larger than any delay may be, even one of before there were limits, once it is slimmed. */
export function isOversize(value: unknown): boolean {
  return bytesOfJson(value) > MOST_OF_ONE;
}
