import type { Phrase } from "../src/browser/i18n.ts";
import type { DelayView } from "../src/messaging/contract.ts";
import { visible } from "../ui/visible.ts";
import { hostOfUrl } from "./hosts.ts";
import { ago } from "./times.ts";

/** @returns what the delay is for */
export function purposeWords({ purpose, type }: Pick<DelayView, "purpose" | "type">): Phrase {
  if (purpose === "call-leave") return ["callLeave"];
  return purpose === "message" ? ["message"] : ["stateChange", visible(type)];
}

/** @returns which widget scheduled it, in which client */
export function originWords({ widget, client }: Pick<DelayView, "widget" | "client">): Phrase {
  // A frame that is sandboxed without `allow-same-origin` has the origin "null".
  if (widget.origin === "null") return ["originsSandboxed", hostOfUrl(client)];
  return ["origins", hostOfUrl(widget.origin), hostOfUrl(client)];
}

/**
 * @param now epoch milliseconds
 * @returns when the delay was last restarted; nothing for a delay that nobody restarts
 */
export function restartWords(
  { restartedAt, purpose }: Pick<DelayView, "restartedAt" | "purpose">,
  now: number,
  language: string,
): Phrase | undefined {
  if (restartedAt === undefined) return purpose === "call-leave" ? ["notRestarted"] : undefined;
  const since = ago(now - restartedAt, language);
  return since === undefined ? ["restartedNow"] : ["restarted", since];
}
