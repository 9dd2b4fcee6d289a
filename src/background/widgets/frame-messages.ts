import { featuresWanted, splitCapabilities, withGranted } from "../../features/capabilities.ts";
import type { FrameAnswers, FrameMessage, FrameQuestion } from "../../messaging/frame-contract.ts";
import type { FrameSender } from "../../messaging/sender.ts";
import { createAskUser } from "./ask-user.ts";
import { createPerformAction } from "./perform-action.ts";
import { grantedOf } from "./widget-load.ts";

type Ask = FrameMessage["ask"];
/** The handler of each question. */
type Handlers = {
  [Each in Ask]: (asked: FrameQuestion<Each>, sender: FrameSender) => Promise<FrameAnswers[Each]>;
};

type Parts = Parameters<typeof createAskUser>[0] & Omit<Parameters<typeof createPerformAction>[0], "askUser">;

/** Answers the content scripts. First it establishes who they are and for which widget they act. */
export function createFrameMessages(parts: Parts) {
  const { sites, widgets } = parts;
  const askUser = createAskUser(parts);
  const performAction = createPerformAction({ ...parts, askUser });

  const handlers: Handlers = {
    "widget-here": async (asked, sender) => (await sites.isOn(asked.host)) && widgets.here(asked, sender),
    "widget-seen": async (asked, sender) => (await sites.isOn(sender.origin)) && widgets.seen(asked, sender),
    "host-knows": trust,
    unreached: (_, { origin }) => sites.isOn(origin),
    "page-here": (_, { origin }) => sites.isOn(origin),
    "site-on": ({ host }, sender) => sites.isOn(host ?? sender.origin),
    hidden: hide,
    approved: approve,
    perform: performAction,
  };

  /** Answers one question. @returns what FrameAnswers has for it */
  function answer(asked: FrameMessage, sender: FrameSender): Promise<FrameAnswers[Ask]> {
    // TypeScript does not see that the handler found by a question's name takes that question.
    const handle = handlers[asked.ask] as (...all: [FrameMessage, FrameSender]) => Promise<FrameAnswers[Ask]>;
    return handle(asked, sender);
  }

  /**
   * The host checks the widget's rights itself. Only the host's own frame can report that: a report from the widget's
   * frame would prove nothing.
   */
  async function trust(
    { nonce, features }: FrameQuestion<"host-knows">,
    sender: FrameSender,
  ): Promise<boolean> {
    if (!(await widgets.asHost(nonce, sender))) return false;
    return (await widgets.trust(nonce, features)) !== undefined;
  }

  /**
   * Some capabilities were hidden from the host. The user is asked about them in the meantime; this does not wait for
   * the answer.
   */
  async function hide(
    { nonce, capabilities }: FrameQuestion<"hidden">,
    sender: FrameSender,
  ): Promise<boolean> {
    if (!(await widgets.asHost(nonce, sender))) return false;
    const widget = await widgets.hide(nonce, splitCapabilities(capabilities).ours);
    if (widget) void askUser.about(widget);
    return true;
  }

  /**
   * The host has approved the capabilities that were not hidden. The widget gets the result once the user has answered
   * for the rest. A script whose background has died repeats the message and gets the same answer: the user's earlier
   * answers stand, and open questions are asked again.
   */
  async function approve(
    { nonce, approval, asked }: FrameQuestion<"approved">,
    sender: FrameSender,
  ): Promise<FrameAnswers["approved"]> {
    if (!(await widgets.asWidget(nonce, sender))) return false;
    const { ours: hidden } = splitCapabilities(asked);
    const widget = await widgets.approve(nonce, approval.approved, hidden);
    if (widget) await askUser.about(widget);
    const answered = await widgets.asWidget(nonce, sender);
    if (!answered || answered.hidden.length === 0) return { approval };
    const lacking = featuresWanted(answered.hidden);
    return { approval: withGranted(approval, { hidden, granted: grantedOf(answered), lacking }) };
  }

  return { answer };
}
