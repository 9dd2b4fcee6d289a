import { isPending } from "../../delayed-events/delay.ts";
import { DEFAULT_PARTITION, isSeenFrom } from "../../messaging/sender.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";

/** What can be wrong with a delay, by the keys of the button's tooltip messages, the worst first. */
const TROUBLES = ["badgeWillBeDropped", "badgeUnheld", "badgeDropped"] as const;
export type Trouble = (typeof TROUBLES)[number];

/** The toolbar button's summary of all delays that its window shows. */
export interface Badge {
  /** How many are pending. */
  pending: number;
  trouble?: Trouble;
}

/** Says whether a delay was dropped and the popup has not shown that yet. */
export function isNews({ state, seen }: LedgerEntry): boolean {
  return state === "dropped" && !seen;
}

/**
 * @param now epoch milliseconds
 * @returns what is wrong with a delay: the homeserver will drop it, or nobody can restart it, or it was dropped and the
 *   popup has not shown that yet
 */
export function troubleOf(entry: LedgerEntry, now: number): Trouble | undefined {
  if (isNews(entry)) return "badgeDropped";
  if (!isPending(entry, now)) return undefined;
  if (entry.blocker) return "badgeWillBeDropped";
  return entry.unheld ? "badgeUnheld" : undefined;
}

/**
 * Private delays count in private windows only, as everywhere else.
 * @param now epoch milliseconds
 * @param window the partition of the window
 */
export function badgeOf(entries: LedgerEntry[], now: number, window = DEFAULT_PARTITION): Badge {
  const told = entries.filter(({ partition }) => isSeenFrom(window, partition));
  const troubles = new Set(told.map((entry) => troubleOf(entry, now)));
  const trouble = TROUBLES.find((each) => troubles.has(each));
  return {
    pending: told.filter((entry) => isPending(entry, now)).length,
    ...(trouble && { trouble }),
  };
}
