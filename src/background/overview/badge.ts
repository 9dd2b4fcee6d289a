import { isPending } from "../../delayed-events/delay.ts";
import { PRIVATE_PARTITION } from "../../messaging/sender.ts";
import type { Ledger } from "../delays/ledger.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";

/** What the extension's button in the toolbar says without being pressed; `title` names the sentence of its tooltip. */
export interface Badge {
  text: "" | "!";
  title: "name" | "badgeWillBeDropped" | "badgeDropped";
}

/** Says whether a delay came to nothing, and the popup has not shown it yet. */
export function isNews({ state, seen }: LedgerEntry): boolean {
  return state === "dropped" && !seen;
}

/**
 * The button is the same in every window. What is private is left out, since the popup tells it in private windows alone.
 * @param now epoch milliseconds
 * @returns "!" while a delay is pending that the homeserver will drop, and from when one came to nothing until the popup has
 *   shown it; else nothing
 */
export function badgeOf(entries: LedgerEntry[], now: number): Badge {
  const told = entries.filter(({ partition }) => partition !== PRIVATE_PARTITION);
  if (told.some((entry) => entry.blocker && isPending(entry, now)))
    return { text: "!", title: "badgeWillBeDropped" };
  if (told.some(isNews)) return { text: "!", title: "badgeDropped" };
  return { text: "", title: "name" };
}

/**
 * Keeps the button in step with the ledger. Browsers forget a badge when they are closed, so that it is drawn once by every
 * background, and from then on when it changes.
 * @param draw puts it on the button
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
