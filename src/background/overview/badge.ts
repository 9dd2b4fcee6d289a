import { isPending } from "../../delayed-events/delay.ts";
import { PRIVATE_PARTITION } from "../../messaging/sender.ts";
import type { Ledger } from "../delays/ledger.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";

/** What the toolbar button shows before anyone clicks it; `title` names the message of its tooltip. */
export interface Badge {
  text: "" | "!";
  title: "name" | "badgeWillBeDropped" | "badgeUnheld" | "badgeDropped";
}

/** Says whether a delay was dropped and the popup has not shown that yet. */
export function isNews({ state, seen }: LedgerEntry): boolean {
  return state === "dropped" && !seen;
}

/**
 * The button is the same in every window. Private delays are left out: the popup shows them in private windows only.
 * @param now epoch milliseconds
 * @returns "!" while a delay is pending that the homeserver will drop or that nobody can hold back, and after one was
 *   dropped until the popup has shown that; otherwise nothing
 */
export function badgeOf(entries: LedgerEntry[], now: number): Badge {
  const told = entries.filter(({ partition }) => partition !== PRIVATE_PARTITION);
  if (told.some((entry) => entry.blocker && isPending(entry, now)))
    return { text: "!", title: "badgeWillBeDropped" };
  if (told.some((entry) => entry.unheld && isPending(entry, now))) return { text: "!", title: "badgeUnheld" };
  if (told.some(isNews)) return { text: "!", title: "badgeDropped" };
  return { text: "", title: "name" };
}

/**
 * Keeps the button in step with the ledger. Browsers forget a badge when they close, so every new background draws it
 * once, and then whenever it changes.
 * @param draw puts the badge on the button
 */
export function createBadge({
  ledger,
  draw,
  now,
}: {
  ledger: Pick<Ledger, "all">;
  draw: (badge: Badge) => void;
  /** Epoch milliseconds. */
  now: () => number;
}) {
  let drawn: Badge["title"] | undefined;

  return async function redraw(): Promise<void> {
    const badge = badgeOf(await ledger.all(), now());
    if (badge.title === drawn) return;
    drawn = badge.title;
    draw(badge);
  };
}
