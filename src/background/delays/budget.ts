import { isPending } from "../../delayed-events/delay.ts";
import { nextCheck } from "../../delayed-events/next-check.ts";
import { bytesOfJson, EVENT_BYTES, isTooLargeForEvent, NAME_BYTES } from "../../delayed-events/sizes.ts";
import { patternOf } from "../sites.ts";
import type { LedgerEntry } from "./ledger-entry.ts";

/** How much of the ledger one party's delays may take. */
interface Quota {
  of: "widget" | "client" | "all";
  /** Delays with the same name share the quota. */
  nameOf(entry: LedgerEntry): string;
  /** Total bytes. */
  bytes: number;
  /** How many ended delays are remembered. */
  ended: number;
}

/**
 * The smallest first. A widget chooses its own id, so its client has a quota as well. A client's page may be served
 * from any port of its host, so that quota belongs to the client's site. The browser allows 10 MB in all, for this
 * and everything else.
 */
const QUOTAS: readonly Quota[] = [
  { of: "widget", nameOf: widgetOf, bytes: 512 * 1024, ended: 50 },
  { of: "client", nameOf: clientOf, bytes: 1024 * 1024, ended: 100 },
  { of: "all", nameOf: () => "", bytes: 6 * 1024 * 1024, ended: 500 },
];
/** Bytes added to each delay's size, for what will be written down about it later. */
const RESERVE = 1024;
/** The maximum size of one delay in storage, including all its names and its reserve (bytes). */
const MOST_OF_ONE = EVENT_BYTES + 16 * 1024;
/** The maximum length of an error text from elsewhere that is kept for the user (characters). */
const LONGEST_ERROR = 1_000;
/** How long a delay is kept when it cannot be checked, for example because its account has no session (ms). */
const KEPT_UNCHECKED = 86_400_000;

const sizes = new WeakMap<LedgerEntry, number>();

/** @returns the bytes that an entry counts for. Entries are never changed in place, so each one is measured once. */
function sizeOf(entry: LedgerEntry): number {
  const size = sizes.get(entry) ?? bytesOfJson(entry) + RESERVE;
  sizes.set(entry, size);
  return size;
}

const clients = new WeakMap<LedgerEntry, string>();
const widgets = new WeakMap<LedgerEntry, string>();

function clientOf(entry: LedgerEntry): string {
  return onceFor(clients, entry, ({ partition, client }) =>
    JSON.stringify([partition, patternOf(client) ?? client]),
  );
}

function widgetOf(entry: LedgerEntry): string {
  return onceFor(widgets, entry, ({ widget }) => JSON.stringify([clientOf(entry), widget.origin, widget.id]));
}

/** Every write looks at all entries, so their names are worked out once, as their sizes are. */
function onceFor(
  known: WeakMap<LedgerEntry, string>,
  entry: LedgerEntry,
  nameOf: (entry: LedgerEntry) => string,
): string {
  const name = known.get(entry) ?? nameOf(entry);
  known.set(entry, name);
  return name;
}

/**
 * Says whether something may still become of a delay, so that it must not be forgotten. `now` is epoch milliseconds.
 */
function mustStay(entry: LedgerEntry, now: number): boolean {
  if (isPending(entry, now)) return true;
  if (nextCheck(entry) === undefined) return false;
  return entry.resend !== undefined || now - lastHeardOf(entry) < KEPT_UNCHECKED;
}

function lastHeardOf({ endedAt, dueAt, intendedAt }: LedgerEntry): number {
  return endedAt ?? dueAt ?? intendedAt;
}

/**
 * @param entries all entries of one store
 * @param now epoch milliseconds
 * @returns the entries to forget so that every quota holds: the oldest ended ones of the widget, the client or the
 *   whole ledger that is over its quota
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

/** @returns the ended entries that may be forgotten, the oldest first. `now` is epoch milliseconds. */
export function endedIn(entries: LedgerEntry[], now: number): LedgerEntry[] {
  return entries
    .filter((entry) => !mustStay(entry, now))
    .sort((one, other) => lastHeardOf(one) - lastHeardOf(other));
}

/**
 * Says whether one more entry fits every quota beside the entries that must stay: its widget's, its client's and the
 * whole ledger's.
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
 * Says whose quota is used up by entries that must stay, so that their next event may be refused. The whole ledger's
 * comes before a client's, and a client's before a widget's.
 * @param now epoch milliseconds
 */
export function findFullQuota(
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

/** @returns the total bytes of these entries, by name */
function takenIn(entries: LedgerEntry[], nameOf: Quota["nameOf"]): Map<string, number> {
  const taken = new Map<string, number>();
  for (const entry of entries) {
    const name = nameOf(entry);
    taken.set(name, (taken.get(name) ?? 0) + sizeOf(entry));
  }
  return taken;
}

/**
 * @returns an entry without what nobody needs any more: its content, once it has ended and is no longer checked, and
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

/**
 * Says whether a value, once slimmed, is larger than any delay may be. Even one from before there were limits may not
 * be.
 */
export function isOversize(value: unknown): boolean {
  return bytesOfJson(value) > MOST_OF_ONE;
}
