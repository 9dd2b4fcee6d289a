import { featuresWanted, splitCapabilities, withGranted } from "../../features/capabilities.ts";
import type { FeatureAction, Rights } from "../../features/feature.ts";
import { FEATURES, featureOf, featuresNeeded, performerFor } from "../../features/features.ts";
import { addressOf } from "../../host-support/embedding.ts";
import { RELOAD } from "../../messaging/answers.ts";
import type { FrameAnswers, FrameMessage, FrameQuestion } from "../../messaging/contract.ts";
import type { FrameSender } from "../../messaging/sender.ts";
import type { HomeserverRequest } from "../../messaging/traffic.ts";
import { WidgetError } from "../../widget-api/errors.ts";
import { isObject, type WidgetRequest, type WidgetResponse } from "../../widget-api/message.ts";
import type { Delays } from "../delays/delays.ts";
import type { Scheduling } from "../delays/scheduling.ts";
import type { Session } from "../sessions/session.ts";
import { SingleFlight } from "../single-flight.ts";
import type { Sites } from "../sites.ts";
import type { Accounts } from "./accounts.ts";
import type { Consent } from "./consent.ts";
import type { Deeds } from "./deeds.ts";
import type { Encryption } from "./encryption.ts";
import { responseTo } from "./responses.ts";
import { CHECKED_BY_HOST, rightsFrom } from "./rights.ts";
import { driverFor } from "./widget-driver.ts";
import { grantedOf, notAskedAbout, refusedOf, type Widget } from "./widget-load.ts";
import type { Widgets } from "./widgets.ts";

type Ask = FrameMessage["ask"];
/** The handler of each question. */
type Handlers = {
  [Each in Ask]: (asked: FrameQuestion<Each>, sender: FrameSender) => Promise<FrameAnswers[Each]>;
};

interface Parts {
  sites: Sites;
  accounts: Accounts;
  widgets: Widgets;
  consent: Consent;
  scheduling: Scheduling;
  delays: Delays;
  encryption: Encryption;
  deeds: Pick<Deeds, "note">;
  /** Epoch milliseconds. */
  now: () => number;
}

/** How long a widget waits for an answer if its frame's script does not say (ms). */
const DEFAULT_WITHIN = 9_500;
/** How much earlier a request must be finished here (ms), since its answer still has to travel back. */
const WAY_BACK = 500;

/**
 * Answers the content scripts. Who they are, and which widget they speak for, is settled here before anything is
 * done.
 */
export function createFrameMessages(parts: Parts) {
  const { sites, accounts, widgets, consent, deeds, now } = parts;
  /** The questions to the user that are under way, by nonce. */
  const asking = new SingleFlight<void>();

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
   * The host checks the widget's rights itself. Its own frame must say so: the widget's word alone would be worth
   * nothing.
   */
  async function trust(
    { nonce, features }: FrameQuestion<"host-knows">,
    sender: FrameSender,
  ): Promise<boolean> {
    if (!(await widgets.asHost(nonce, sender))) return false;
    return (await widgets.trust(nonce, features)) !== undefined;
  }

  /**
   * Some capabilities were hidden from the host. The user is asked about them in the meantime; nothing here waits for
   * that.
   */
  async function hide(
    { nonce, capabilities }: FrameQuestion<"hidden">,
    sender: FrameSender,
  ): Promise<boolean> {
    if (!(await widgets.asHost(nonce, sender))) return false;
    const widget = await widgets.hide(nonce, splitCapabilities(capabilities).ours);
    if (widget) void askOnce(widget);
    return true;
  }

  /**
   * Asks the user about what was hidden from the host, unless the answer is known. Resolves once it is known, or if
   * nobody can be asked.
   */
  function askOnce(widget: Widget): Promise<void> {
    const { nonce } = widget;
    if (notAskedAbout(widget).length === 0) return Promise.resolve();
    return asking.run(nonce, () => askUser(widget));
  }

  /**
   * Asks about everything hidden in one question, then about whatever was hidden in the meantime, and remembers what
   * the user said. If no session shows as which user the widget would send, nobody is asked.
   */
  async function askUser(widget: Widget): Promise<void> {
    const session = await accounts.sessionOf(widget).catch(() => undefined);
    if (!session) return;
    const { nonce, partition, client } = widget;
    const features = notAskedAbout(widget);
    const { userId } = session.account;
    const address = addressOf(widget.embedding, widget.origin);
    const subject = { partition, client, userId, widget: address, features };
    const allowed = await consent.ask(subject, widget);
    const next = await widgets.grant(nonce, { features, allowed, userId });
    if (next && notAskedAbout(next).length > 0) await askUser(next);
  }

  /**
   * The host has approved what it was told of. The widget hears of that once the user has answered for the rest. A
   * script whose background has died repeats the message and gets the same answer: what the user has already said
   * stands, and otherwise they are asked again.
   */
  async function approve(
    { nonce, approval, asked }: FrameQuestion<"approved">,
    sender: FrameSender,
  ): Promise<FrameAnswers["approved"]> {
    if (!(await widgets.asWidget(nonce, sender))) return false;
    const { ours: hidden } = splitCapabilities(asked);
    const widget = await widgets.approve(nonce, approval.approved, hidden);
    if (widget) await askOnce(widget);
    const answered = await widgets.asWidget(nonce, sender);
    if (!answered || answered.hidden.length === 0) return { approval };
    const lacking = featuresWanted(answered.hidden);
    return { approval: withGranted(approval, { hidden, granted: grantedOf(answered), lacking }) };
  }

  /**
   * Performs a widget's action, requested by either of the two frames. The widget's rights are checked here, unless
   * its host knows delayed events, has checked them and has just failed at the action; that it knows them, its own
   * frame has said. If there is then no session to act with, the host's answer stands.
   */
  async function performAction(
    asked: FrameQuestion<"perform">,
    sender: FrameSender,
  ): Promise<FrameAnswers["perform"]> {
    const { nonce, action, data, failed = false, id = crypto.randomUUID(), within = DEFAULT_WITHIN } = asked;
    const requests: HomeserverRequest[] | undefined = asked.traced && [];
    const request = { api: "fromWidget", action, data } as const;
    const performer = performerFor(request);
    if (!performer) return false;
    const feature = featureOf(performer.action).id;
    const since = now();
    const deadline = since + within - WAY_BACK;
    const widget = (await widgets.asHost(nonce, sender)) ?? (await widgets.asWidget(nonce, sender));
    if (!widget || (failed && !isCheckedByHost(widget, performer.action, request))) return false;
    // Not awaited: a restart is answered first.
    void widgets.acts(widget).catch(() => undefined);
    let session: Session | undefined;
    const answered = (response: WidgetResponse, error?: unknown) => {
      deeds.note(nonce, { feature, isRestart: isRestart(data), since, response, error });
      return { response, ...(requests && { requests }) };
    };
    try {
      if (!(await sites.isOn(widget.client))) throw new WidgetError(performer.action.failure);
      session = await accounts.sessionOf(widget, {
        roomId: roomIn(data),
        delayId: performer.action.delayIdIn?.(data),
      });
      if (!session && failed) return false;
      if (!failed && widget.late && !isSettled(widget))
        throw new WidgetError(`${performer.action.failure}: ${RELOAD}`);
      if (requests) session = session?.traced((request) => requests.push(request));
      const rights = failed ? CHECKED_BY_HOST : rightsOf(widget, session);
      const driverRequest = { widget, session, rights, context: { id, deadline }, hasFailed: failed };
      return answered(await performer.perform(data, driverFor(driverRequest, parts)));
    } catch (error) {
      const refused = await responseTo(
        error,
        performer.action,
        async (refusal) => performer.inTheirWords?.(refusal, session?.homeserver) ?? refusal,
      );
      return answered(refused, error);
    }
  }

  /**
   * Says whether a widget's rights are fully known. After an update they are not, if the host approved before a
   * script could hear it, or if nobody could be asked because no session has been seen again yet.
   */
  function isSettled(widget: Widget): boolean {
    return (
      widget.approved !== undefined && (notAskedAbout(widget).length === 0 || asking.isUnderWay(widget.nonce))
    );
  }

  return { answer };
}

/**
 * Says whether the host performs a feature's actions: it knows the feature, and nothing that the widget wants of it
 * was hidden.
 */
function isLeftToHost({ knows, hidden }: Widget, feature: string): boolean {
  return knows.includes(feature) && !featuresWanted(hidden).includes(feature);
}

/**
 * Says whether a widget's host has checked its rights to all that a request takes, and what it fails at may be done here
 * instead.
 */
function isCheckedByHost(widget: Widget, action: FeatureAction, request: WidgetRequest): boolean {
  if (featureOf(action).failuresStand) return false;
  return featuresNeeded(action, request, false).every((feature) => isLeftToHost(widget, feature));
}

function isRestart(data: unknown): boolean {
  return isObject(data) && data.action === "restart";
}

/** The room that a request names, if it names one. */
function roomIn(data: unknown): string | undefined {
  return isObject(data) && typeof data.room_id === "string" && data.room_id !== "" ? data.room_id : undefined;
}

/**
 * The rights of a widget whose host does not check them. That host's own approval of the capabilities of a feature
 * that it does not know would be a remembered dialog about raw names, so it does not count. The user was asked here,
 * as one account, and has answered for that account only.
 */
function rightsOf(widget: Widget, session: Session | undefined): Rights {
  const userId = session?.account.userId;
  const unknown = FEATURES.map(({ id }) => id).filter((id) => !isLeftToHost(widget, id));
  const approved = splitCapabilities(widget.approved ?? [], unknown).others;
  return rightsFrom([...approved, ...grantedOf(widget, userId)], refusedOf(widget, userId));
}
