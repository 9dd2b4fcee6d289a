import type { Phrase } from "../../src/browser/i18n.ts";
import type { DelayView } from "../../src/messaging/views/delays.ts";

type Troubled = Pick<DelayView, "blocker" | "unheld" | "hasSession">;

/** Says whether a pending delay will be dropped, cannot be held back, or is out of the user's control. */
export function isInTrouble({ blocker, unheld, hasSession }: Troubled): boolean {
  return blocker !== undefined || unheld === true || !hasSession;
}

/** @returns what is wrong with a pending delay, short enough for a row; nothing if all is well */
export function troubleWords({ blocker, unheld, hasSession }: Troubled): Phrase | undefined {
  if (blocker) return ["rowWillBeDropped"];
  if (unheld) return ["rowUnheld"];
  return hasSession ? undefined : ["rowWithoutSession"];
}
