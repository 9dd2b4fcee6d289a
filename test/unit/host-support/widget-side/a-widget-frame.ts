import type { FromHostFrame } from "../../../../src/host-support/between-frames.ts";
import { told } from "../../../../src/host-support/widget-side/approvals.ts";
import { deliver } from "../../../../src/host-support/widget-side/replies.ts";
import { answerIsDue, heldUp, introduced } from "../../../../src/host-support/widget-side/rounds.ts";
import { type Effect, freshSide, type Step } from "../../../../src/host-support/widget-side/side.ts";
import { hostFrameSays, hostSays } from "../../../../src/host-support/widget-side/widget-side.ts";
import { readWidgetMessage, replyTo, type WidgetRequest } from "../../../../src/widget-api/message.ts";

export const SECRET = "0b8c5a52-6f5e-4f0e-9a55-d3cf1f7b9f5e";
export const HOST = "https://client.example";
export const FEATURES = ["delayed-events"];
export const ID = "5d0b3a6e-1f0f-4f6e-9d0e-0f4a3b1c2d3e";

type Posted = Extract<Effect, { do: "post" }>;
type Waiting = Exclude<Effect, Posted>;

/** A widget's frame: its state machine, the messages that it has posted, and its waits. */
export function aWidgetFrame() {
  let side = freshSide(SECRET);
  const posted: Posted[] = [];
  const waiting: Waiting[] = [];

  /** @returns whether the message is kept from the page */
  function follow(step: Step): boolean {
    side = step.side;
    for (const effect of step.effects) (effect.do === "post" ? posted : (waiting as Effect[])).push(effect);
    return step.keep;
  }

  /** Ends a wait. */
  function end(effect: Waiting, isKnown: boolean): void {
    if (effect.do === "await-answer") follow(answerIsDue(side, effect.id));
    else if (effect.do === "introduce") follow(introduced(side, effect, isKnown));
    else if (effect.do === "await-telling") follow(heldUp(side, effect.id));
    else if (effect.do === "tell") follow(told(side, effect.tell, effect.tell.approval));
    else if (effect.do === "take-over") follow(deliver(side, effect.reply));
    else follow(deliver(side, replyTo(effect.request, { done: true })));
  }

  return {
    side: () => side,
    posted,
    waiting,
    /** The host's page posts this message. @returns whether the message is kept from the widget's page */
    host(message: object, origin = HOST): boolean {
      const heard = readWidgetMessage(message);
      if (heard?.kind !== "host-request" && heard?.kind !== "host-reply") throw new Error("Not a host's");
      return follow(hostSays(side, origin, heard));
    },
    /** The script in the host's frame posts this. */
    script: (said: FromHostFrame, origin = HOST) => follow(hostFrameSays(side, origin, said)),
    /** Ends the first wait of this kind. @returns whether there was one */
    ends(what: Waiting["do"], isKnown = true): boolean {
      const index = waiting.findIndex((effect) => effect.do === what);
      const [effect] = index < 0 ? [] : waiting.splice(index, 1);
      if (effect) end(effect, isKnown);
      return effect !== undefined;
    },
    /** The kinds of the messages posted since the last call. */
    news: () =>
      posted.splice(0).map(({ message }) => {
        const { postdate, lacks, action } = message as {
          postdate?: string;
          lacks?: string[];
          action?: string;
        };
        if (lacks) return `${postdate} ${lacks.length === 0 ? "knows" : "knows-nothing"}`;
        return String(postdate ?? action);
      }),
  };
}

export type WidgetFrame = ReturnType<typeof aWidgetFrame>;

/** A widget's frame just after the host's frame had it probe the host, and the probe. */
export function asked({ patient = false, isKnown }: { patient?: boolean; isKnown?: boolean } = {}) {
  const frame = aWidgetFrame();
  frame.script({ postdate: "probe", id: ID, features: FEATURES, widgetId: "w", patient });
  const question = frame.posted
    .map(({ message }) => message)
    .find((message) => "action" in message) as WidgetRequest;
  if (isKnown !== undefined) frame.ends("introduce", isKnown);
  frame.news();
  return {
    ...frame,
    question,
    /** The host answers the probe with an error. */
    says: (message: string) => frame.host(replyTo(question, { error: { message } })),
  };
}
