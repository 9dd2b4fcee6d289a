import { actionFor } from "../features/features.ts";
import type { FromHostFrame, FromWidgetFrame } from "../host-support/between-frames.ts";
import { PROBE_WITHIN } from "../host-support/probe.ts";
import { told } from "../host-support/widget-side/approvals.ts";
import { deliver } from "../host-support/widget-side/replies.ts";
import { answerIsDue, heldUp, introduced } from "../host-support/widget-side/rounds.ts";
import { type Effect, freshSide, type Step, type UntoldApproval } from "../host-support/widget-side/side.ts";
import { hostFrameSays, hostSays } from "../host-support/widget-side/widget-side.ts";
import { APPROVAL_WITHIN, isApprovalAnswer, isPerformAnswer } from "../messaging/answers.ts";
import { SENT_AGAIN } from "../messaging/traffic.ts";
import { replyTo, type WidgetMessage } from "../widget-api/message.ts";
import { uuid } from "../widget-api/uuid.ts";
import { askAgain } from "./ask-background.ts";
import { isLate } from "./injected-once.ts";
import type { Role } from "./listen.ts";
import { askToPerform, responseTo, timeLeft } from "./perform.ts";
import { post } from "./post.ts";
import { whileResponsive } from "./responsive-timer.ts";

type TakeOverEffect = Extract<Effect, { do: "take-over" }>;

/**
 * How long an approval that the background learns of late may hold up the next step, in milliseconds: the user may have
 * to be asked.
 */
const TOLD_WITHIN = 1_000;

/** The state of this frame's script, from one load of its page to the next. */
let side = freshSide(uuid());

/**
 * Announces that a page has loaded here, before the page itself can post anything: it does not inherit what the
 * previous page was granted. The script cannot know yet who its parent is; a parent without a script ignores this. A page
 * that was there before its script has not loaded now, and may have sent what its host's script already holds.
 */
export function announce(): void {
  const here: FromWidgetFrame = { postdate: "here" };
  if (!isLate() && window.parent !== window) post(window.parent, here, "*");
}

/** What the script in a widget's frame does. */
export const widgetRole: Role = {
  hear: (event, heard) =>
    (heard.kind === "host-request" || heard.kind === "host-reply") &&
    isFromParent(event) &&
    (applyStep(hostSays(side, event.origin, heard)) || isToInspector(heard)),
  hearScript: (event, said: FromHostFrame | FromWidgetFrame) => {
    if (isFromParent(event)) applyStep(hostFrameSays(side, event.origin, said));
  },
};

/** Says whether a reply answers a request that the user sent from the inspector; the page must not get it. */
function isToInspector({ kind, message }: WidgetMessage): boolean {
  return kind === "host-reply" && String(message.requestId).startsWith(SENT_AGAIN);
}

/** @returns the origin of this frame's host, once the host has sent a message */
export function hostOrigin(): string | undefined {
  return side.host;
}

/** A page can make up an event, or post to itself. Only its host's own messages count. */
function isFromParent({ isTrusted, source }: MessageEvent): boolean {
  return isTrusted && window.parent !== window && source === window.parent;
}

/** Applies a step of the state machine. @returns whether the message that caused it is kept from the page */
function applyStep(step: Step): boolean {
  side = step.side;
  for (const effect of step.effects) void runEffect(effect);
  return step.keep;
}

async function runEffect(effect: Effect): Promise<void> {
  switch (effect.do) {
    case "post":
      post(window.parent, effect.message, effect.to);
      break;
    case "await-answer":
      await whileResponsive(effect.within);
      applyStep(answerIsDue(side, effect.id));
      break;
    case "introduce": {
      const isKnown = await introduce(effect.host);
      applyStep(introduced(side, effect, isKnown));
      break;
    }
    case "await-telling":
      await whileResponsive(TOLD_WITHIN);
      applyStep(heldUp(side, effect.id));
      break;
    case "tell": {
      const approval = await tell(effect.tell);
      applyStep(told(side, effect.tell, approval));
      break;
    }
    case "take-over": {
      const message = await takeOver(effect);
      applyStep(deliver(side, message));
      break;
    }
    case "perform": {
      const { request, at } = effect;
      const response = await responseTo(window.parent, request, { nonce: side.secret, at });
      applyStep(deliver(side, replyTo(request, response)));
    }
  }
}

/** Tells the background of this document and its host's origin. @returns whether the background accepted it */
async function introduce(host: string): Promise<boolean> {
  const here = { ask: "widget-here", nonce: side.secret, host, late: isLate() } as const;
  return (await askAgain(() => here, PROBE_WITHIN)).value === true;
}

/** Tells the background what the host approved. @returns the widget's capabilities, including those from the user */
async function tell({ approval, asked }: UntoldApproval): Promise<UntoldApproval["approval"]> {
  const message = { ask: "approved", nonce: side.secret, approval, asked } as const;
  const { value } = await askAgain(() => message, APPROVAL_WITHIN);
  return isApprovalAnswer(value) ? value.approval : approval;
}

/**
 * Has the background perform an action at which the host's driver failed although the widget was allowed it, or which
 * the host does not know. If the background fails too, the host's answer stands.
 *
 * A host that does not pass on a homeserver's refusal (matrix-widget-api up to 1.9) reports the same failure when its
 * driver was told to wait. One more request costs nothing then, because a refused request does not count, and it
 * tells the widget how long to wait.
 * @returns the reply for the widget
 */
async function takeOver({ reply, at = Date.now(), failed }: TakeOverEffect): Promise<object> {
  const action = actionFor(reply);
  if (!action) return reply;
  const within = timeLeft(action, at);
  const { value } = await askToPerform(window.parent, reply, { nonce: side.secret, within, failed });
  return isPerformAnswer(value) ? { ...reply, response: value.response } : reply;
}
