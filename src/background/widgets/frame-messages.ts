import { featuresWanted, partCapabilities, withGranted } from "../../features/capabilities.ts";
import type { Rights } from "../../features/feature.ts";
import { featureOf, performerFor } from "../../features/features.ts";
import { addressOf } from "../../host-support/embedding.ts";
import { RELOAD } from "../../messaging/answers.ts";
import type { FrameAnswers, FrameMessage, FrameQuestion } from "../../messaging/contract.ts";
import type { FrameSender } from "../../messaging/sender.ts";
import { WidgetError } from "../../widget-api/errors.ts";
import { isObject } from "../../widget-api/message.ts";
import type { Delays } from "../delays/delays.ts";
import type { Scheduling } from "../delays/scheduling.ts";
import type { Session } from "../sessions/session.ts";
import type { Settings } from "../settings.ts";
import { SingleFlight } from "../single-flight.ts";
import type { Sites } from "../sites.ts";
import type { Accounts } from "./accounts.ts";
import type { Consent } from "./consent.ts";
import { responseTo } from "./responses.ts";
import { CHECKED_BY_HOST, rightsFrom } from "./rights.ts";
import { driverFor } from "./widget-driver.ts";
import { grantedOf, notAskedAbout, type Widget } from "./widget-load.ts";
import type { Widgets } from "./widgets.ts";

type Ask = FrameMessage["ask"];
/** By what is asked, who answers it. */
type Answering = {
  [Each in Ask]: (asked: FrameQuestion<Each>, sender: FrameSender) => Promise<FrameAnswers[Each]>;
};

interface Parts {
  sites: Sites;
  accounts: Accounts;
  widgets: Widgets;
  consent: Consent;
  scheduling: Scheduling;
  delays: Delays;
  settings: Settings;
  /** Epoch milliseconds. */
  now: () => number;
}

/** How long a widget waits for an answer where its frame's script does not say, in milliseconds. */
const DEFAULT_WITHIN = 9_500;
/** How much earlier an context must have ended here (ms): the answer is still on its way then. */
const WAY_BACK = 500;

/** Answers the content scripts. Who they are and which widget they speak of is settled here, before anything is done. */
export function createFrameMessages(parts: Parts) {
  const { sites, accounts, widgets, consent, scheduling, delays, settings, now } = parts;
  /** By nonce, the questions to the user that are under way. */
  const asking = new SingleFlight<void>();

  const answering: Answering = {
    "widget-here": async (asked, sender) => (await sites.isOn(asked.host)) && widgets.here(asked, sender),
    "widget-seen": async (asked, sender) => (await sites.isOn(sender.origin)) && widgets.seen(asked, sender),
    "host-knows": trust,
    "site-on": (_, sender) => sites.isOn(sender.origin),
    hidden: hide,
    approved: approve,
    "stand-in": performAction,
  };

  /** Answers one question. @returns what FrameAnswers has for it */
  function answer(asked: FrameMessage, sender: FrameSender): Promise<FrameAnswers[Ask]> {
    // TypeScript does not see that the one that is found by a question's name takes that question.
    const answerIt = answering[asked.ask] as (
      ...all: [FrameMessage, FrameSender]
    ) => Promise<FrameAnswers[Ask]>;
    return answerIt(asked, sender);
  }

  /** The host looks at the widget's rights itself: its own frame says so, and the widget's word alone would be worth nothing. */
  async function trust(
    { nonce, features }: FrameQuestion<"host-knows">,
    sender: FrameSender,
  ): Promise<boolean> {
    if (!(await widgets.asHost(nonce, sender))) return false;
    return (await widgets.trust(nonce, features)) !== undefined;
  }

  /** The host was told less. The user is asked meanwhile, and nobody waits for that here. */
  async function hide(
    { nonce, capabilities }: FrameQuestion<"hidden">,
    sender: FrameSender,
  ): Promise<boolean> {
    if (!(await widgets.asHost(nonce, sender))) return false;
    const widget = await widgets.hide(nonce, partCapabilities(capabilities).ours);
    if (widget) void askOnce(widget);
    return true;
  }

  /** Asks the user for what the host was not told of, unless that is known. Resolves when it is, or nobody can be asked. */
  function askOnce(widget: Widget): Promise<void> {
    const { nonce } = widget;
    if (notAskedAbout(widget).length === 0) return Promise.resolve();
    return asking.run(nonce, () => askUser(widget));
  }

  /**
   * Asks about all that is hidden, at once, and about what is hidden meanwhile; remembers what the user said. Where no session shows as whom the widget would send, nobody is asked.
   */
  async function askUser(widget: Widget): Promise<void> {
    const session = await accounts.sessionOf(widget).catch(() => undefined);
    if (!session) return;
    const { nonce, partition, client } = widget;
    const features = notAskedAbout(widget);
    const { userId } = session.account;
    const address = addressOf(widget.embedding, widget.origin);
    const allowed = await consent.ask({ partition, client, userId, widget: address }, widget);
    const next = await widgets.grant(nonce, { features, allowed, userId });
    if (next && notAskedAbout(next).length > 0) await askUser(next);
  }

  /**
   * The host has approved what it knows of; the widget hears of it when the user has answered for the rest. Asked once more, by
   * a script whose background has died, the answer is the same: what the user had said already stands, and else they are asked
   * again.
   */
  async function approve(
    { nonce, approval, asked }: FrameQuestion<"approved">,
    sender: FrameSender,
  ): Promise<FrameAnswers["approved"]> {
    if (!(await widgets.asWidget(nonce, sender))) return false;
    const { ours: hidden } = partCapabilities(asked);
    const widget = await widgets.approve(nonce, approval.approved, hidden);
    if (widget) await askOnce(widget);
    const answered = await widgets.asWidget(nonce, sender);
    if (!answered || answered.hidden.length === 0) return { approval };
    const lacking = featuresWanted(answered.hidden);
    return { approval: withGranted(approval, { hidden, granted: grantedOf(answered), lacking }) };
  }

  /**
   * A widget's action, from either of its two frames. The widget's rights are looked at here, unless its host, which knows
   * delayed events, has looked at them and has just failed at the action; that it knows is what its own frame has said. Where
   * there is no session to act with then, the host's word stands.
   */
  async function performAction(
    asked: FrameQuestion<"stand-in">,
    sender: FrameSender,
  ): Promise<FrameAnswers["stand-in"]> {
    const { nonce, action, data, failed = false, id = crypto.randomUUID(), within = DEFAULT_WITHIN } = asked;
    const performer = performerFor({ api: "fromWidget", action, data });
    if (!performer) return false;
    const feature = featureOf(performer.action).id;
    const deadline = now() + within - WAY_BACK;
    const widget = (await widgets.asHost(nonce, sender)) ?? (await widgets.asWidget(nonce, sender));
    if (!widget || (failed && !isLeftToHost(widget, feature))) return false;
    // Not waited for: a restart is answered first.
    void widgets.acts(widget).catch(() => undefined);
    let session: Session | undefined;
    try {
      if (!(await sites.isOn(widget.client))) throw new WidgetError(performer.action.failure);
      session = await accounts.sessionOf(widget, {
        roomId: roomIn(data),
        delayId: performer.action.delayIdIn?.(data),
      });
      if (!session && failed) return false;
      if (!failed && widget.late && !isSettled(widget))
        throw new WidgetError(`${performer.action.failure}: ${RELOAD}`);
      const rights = failed ? CHECKED_BY_HOST : rightsOf(widget, session);
      const asking = { widget, session, rights, context: { id, deadline }, hasFailed: failed };
      return {
        response: await performer.perform(data, driverFor(asking, { scheduling, delays, settings })),
      };
    } catch (error) {
      return { response: await responseTo(error, performer.action, session?.homeserver) };
    }
  }

  /**
   * Says whether all is known of a widget's rights. After an update it is not where the host had approved before anybody
   * heard it, nor where nobody could be asked because no session has been seen again.
   */
  function isSettled(widget: Widget): boolean {
    return (
      widget.approved !== undefined && (notAskedAbout(widget).length === 0 || asking.isUnderWay(widget.nonce))
    );
  }

  return { answer };
}

/** Says whether the host does a feature's actions: it knows them, and was told of all that the widget wants of them. */
function isLeftToHost({ knows, hidden }: Widget, feature: string): boolean {
  return knows.includes(feature) && !featuresWanted(hidden).includes(feature);
}

/** The room that a request names, if it names one. */
function roomIn(data: unknown): string | undefined {
  return isObject(data) && typeof data.room_id === "string" && data.room_id !== "" ? data.room_id : undefined;
}

/**
 * What such a host says of a feature's capabilities is a dialog about raw names, remembered; the user was asked here, as one account,
 * and has answered for that one.
 */
function rightsOf(widget: Widget, session: Session | undefined): Rights {
  const granted = grantedOf(widget, session?.account.userId);
  return rightsFrom([...partCapabilities(widget.approved ?? []).others, ...granted]);
}
