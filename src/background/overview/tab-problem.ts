import type { Diagnosis, Overview } from "../../messaging/contract.ts";

/** What leaves a client's calls without protection although its site is on, or is about to. */
const PROBLEMS: readonly Diagnosis[] = [
  ...(["reload-needed", "homeserver-not-granted", "widget-not-granted", "session-elsewhere"] as const),
  ...(["account-not-clear", "homeserver-unreachable", "homeserver-behind-page"] as const),
  ...(["homeserver-without-delayed-events", "homeserver-sends-at-once"] as const),
  ...(["restarts-lost", "restarts-limited"] as const),
];

/**
 * Says whether something in this tab wants the user: the client is on and cannot be helped as it is, or one of its
 * widgets comes from a site that is not granted, was there before the scripts, or failed.
 */
export function isTabInTrouble({
  diagnosis,
  client,
  widgets = [],
}: Pick<Overview, "diagnosis" | "client" | "widgets">): boolean {
  if (!client?.on) return false;
  return (
    PROBLEMS.includes(diagnosis) ||
    widgets.some(({ state }) => state === "not-granted" || state === "reload" || state === "failed")
  );
}
