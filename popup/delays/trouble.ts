import type { Phrase } from "../../src/browser/i18n.ts";
import type { DelayView } from "../../src/messaging/views/delays.ts";

type Troubled = Pick<DelayView, "blocker" | "unheld" | "hasSession">;

/** Says whether a pending delay will not work, or nobody can act on it. */
export function isInTrouble({ blocker, unheld, hasSession }: Troubled): boolean {
  return blocker !== undefined || unheld === true || !hasSession;
}

/** @returns what is wrong with a pending delay, in a text short enough for a row; nothing if all is well */
export function troubleWords({ blocker, unheld, hasSession }: Troubled): Phrase | undefined {
  if (blocker) return ["rowWillBeDropped"];
  if (unheld) return ["rowUnheld"];
  return hasSession ? undefined : ["rowWithoutSession"];
}
