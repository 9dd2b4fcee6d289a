import type { Phrase } from "../../src/browser/i18n.ts";
import type { DelayView } from "../../src/messaging/views/delays.ts";
import { hostOfUrl } from "../../ui/hosts.ts";
import { isSeen, visible } from "../../ui/visible.ts";
import { ago } from "../times.ts";

/** @returns what a pending delay is for; for a message, its first words, which its writer chose */
export function nameWords({
  purpose,
  type,
  excerpt,
}: Pick<DelayView, "purpose" | "type" | "excerpt">): Phrase {
  if (purpose === "call-leave") return ["callLeave"];
  if (purpose === "state") return ["stateChange", visible(type)];
  return excerpt === undefined || !isSeen(excerpt)
    ? ["message"]
    : ["messageSaying", visible(excerpt, "name")];
}

/** @returns which widget scheduled the delay, in which client */
export function originWords({
  widget,
  client,
  elsewhere,
}: Pick<DelayView, "widget" | "client" | "elsewhere">): Phrase {
  if (elsewhere) return ["originsElsewhere"];
  // A frame that is sandboxed without `allow-same-origin` has the origin "null".
  if (widget.origin === "null") return ["originsSandboxed", hostOfUrl(client)];
  return ["origins", hostOfUrl(widget.origin), hostOfUrl(client)];
}

/**
 * From this length on (ms), a leave that its widget does not restart is assumed to be restarted by the call's media
 * server: Element Call asks for an hour then, and for seconds if it restarts the leave itself.
 */
const LOOKED_AFTER = 600_000;
/** A restart within this time of scheduling (ms) belongs to joining: Element Call makes it in either case. */
const JOINING = 60_000;

/**
 * @param now epoch milliseconds
 * @returns when the delay was last restarted, or who else restarts it; nothing for a delay that is never restarted
 */
export function restartWords(
  delay: Pick<DelayView, "scheduledAt" | "restartedAt" | "purpose" | "delay" | "elsewhere" | "widgetClosed">,
  now: number,
  language: string,
): Phrase | undefined {
  // For a delay from elsewhere it is unknown when it was scheduled, and who restarts it.
  if (delay.elsewhere && delay.restartedAt === undefined) return undefined;
  if (isLookedAfter(delay)) return ["heldByMediaServer"];
  const { restartedAt, purpose, elsewhere, widgetClosed } = delay;
  if (restartedAt === undefined) return purpose === "call-leave" ? ["notRestarted"] : undefined;
  const since = ago(now - restartedAt, language);
  // If its widget is not open here, the user may have restarted it.
  if (purpose === "call-leave" && !elsewhere && !widgetClosed)
    return since === undefined ? ["callAliveNow"] : ["callAlive", since];
  return since === undefined ? ["restartedNow"] : ["restartedAgo", since];
}

function isLookedAfter({
  scheduledAt = 0,
  restartedAt = scheduledAt,
  purpose,
  delay,
}: Pick<DelayView, "scheduledAt" | "restartedAt" | "purpose" | "delay">): boolean {
  return purpose === "call-leave" && delay >= LOOKED_AFTER && restartedAt - scheduledAt < JOINING;
}
