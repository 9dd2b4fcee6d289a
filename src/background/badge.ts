import { isPending } from "../delayed-events/delay.ts";
import type { Ledger, LedgerEntry } from "./ledger.ts";

/** What the extension's button in the toolbar says without being pressed; `title` names the sentence of its tooltip. */
export interface Badge {
  text: "" | "!";
  title: "name" | "badgeWillComeToNothing" | "badgeCameToNothing";
}

/**
 * @param now epoch milliseconds
 * @returns "!" while a delay is pending that the homeserver will drop, and from when one came to nothing until the popup has
 *   shown it; else nothing
 */
export function badgeOf(entries: LedgerEntry[], now: number): Badge {
  if (entries.some((entry) => entry.doubt && isPending(entry, now)))
    return { text: "!", title: "badgeWillComeToNothing" };
  if (entries.some(({ state, seen }) => state === "came-to-nothing" && !seen))
    return { text: "!", title: "badgeCameToNothing" };
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
