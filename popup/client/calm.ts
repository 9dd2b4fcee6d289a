import type { Overview } from "../../src/messaging/views/overview.ts";
import { statusOf } from "./status-words.ts";

/**
 * Says whether all is well with the client, as far as is known, and nothing there needs the user. Then the popup shows
 * one line, and folds the rest.
 */
export function isCalm(overview: Overview): boolean {
  const { diagnosis, shortage, widgets = [] } = overview;
  return (
    diagnosis === "ready" &&
    shortage === undefined &&
    statusOf(overview).tone === "good" &&
    widgets.every(({ state }) => state === "protected" || state === "native" || state === "untried")
  );
}
