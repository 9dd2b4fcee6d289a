import type { Phrase } from "../../src/browser/i18n.ts";
import type { UpdateAction } from "../../src/delayed-events/delayed-event.ts";
import type { DelayView } from "../../src/messaging/views/delays.ts";
import { shortDuration } from "../times.ts";

/** The actions that cannot be undone, so the user must confirm them. */
export type RiskyAction = Exclude<UpdateAction, "restart">;

const SEND = { "call-leave": "leaveNow", message: "sendNow", state: "changeNow" } as const;
const CANCEL = { "call-leave": "cancelLeave", message: "cancelMessage", state: "cancelChange" } as const;
const SEND_WARNING = {
  "call-leave": "sendLeaveWarning",
  message: "sendMessageWarning",
  state: "sendChangeWarning",
} as const;
const CANCEL_WARNING = {
  "call-leave": "cancelLeaveWarning",
  message: "cancelMessageWarning",
  state: "cancelChangeWarning",
} as const;

/** @returns what an action does to this event. A restart starts the whole delay over */
export function actionWords(
  action: UpdateAction,
  { purpose, delay }: Pick<DelayView, "purpose" | "delay">,
  language: string,
): Phrase {
  if (action === "send") return [SEND[purpose]];
  if (action === "cancel") return [CANCEL[purpose]];
  return [purpose === "call-leave" ? "holdBackFor" : "postponeTo", shortDuration(delay, language)];
}

/** @returns what the user should know before an action that cannot be undone */
export function warningWords(action: RiskyAction, purpose: DelayView["purpose"]): Phrase {
  return [(action === "send" ? SEND_WARNING : CANCEL_WARNING)[purpose]];
}
