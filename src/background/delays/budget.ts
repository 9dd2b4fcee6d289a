import { isPending } from "../../delayed-events/delay.ts";
import { nextCheck } from "../../delayed-events/next-check.ts";
import { patternOf } from "../site-pattern.ts";
import { MOST_OF_ONE, sizeOf } from "./entry-size.ts";
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
/** How long a delay is kept when it cannot be checked, for example because its account has no session (ms). */
const KEPT_UNCHECKED = 86_400_000;

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

/** Every write goes through all entries, so their names, like their sizes, are computed once. */
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
 * Says whether a delay may still change, so that it must not be forgotten. `now` is epoch milliseconds.
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
 * Says whether one more entry fits the quotas of its widget, its client and the whole ledger, together with the entries
 * that must stay.
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
