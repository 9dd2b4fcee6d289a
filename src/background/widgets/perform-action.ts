import type { FeatureAction } from "../../features/feature.ts";
import { featureOf, featuresNeeded, performerFor } from "../../features/features.ts";
import { RELOAD } from "../../messaging/answers.ts";
import type { FrameAnswers, FrameQuestion } from "../../messaging/frame-contract.ts";
import type { FrameSender } from "../../messaging/sender.ts";
import type { HomeserverRequest } from "../../messaging/traffic.ts";
import { WidgetError } from "../../widget-api/errors.ts";
import { isObject, type WidgetRequest, type WidgetResponse } from "../../widget-api/message.ts";
import type { Delays } from "../delays/delays.ts";
import type { Scheduling } from "../delays/scheduling.ts";
import type { Session } from "../sessions/session.ts";
import type { Sites } from "../sites.ts";
import type { Accounts } from "./accounts.ts";
import type { AskUser } from "./ask-user.ts";
import type { Encryption } from "./encryption.ts";
import type { LastAnswers } from "./last-answers.ts";
import { responseTo } from "./responses.ts";
import { CHECKED_BY_HOST, rightsOf } from "./rights.ts";
import { driverFor } from "./widget-driver.ts";
import { isLeftToHost, notAskedAbout, type Widget } from "./widget-load.ts";
import type { Widgets } from "./widgets.ts";

interface Parts {
  sites: Sites;
  accounts: Accounts;
  widgets: Widgets;
  askUser: Pick<AskUser, "isUnderWay">;
  scheduling: Scheduling;
  delays: Delays;
  encryption: Encryption;
  lastAnswers: Pick<LastAnswers, "note">;
  /** Epoch milliseconds. */
  now: () => number;
}

/** How long a widget waits for an answer if its frame's script does not say (ms). */
const DEFAULT_WITHIN = 9_500;
/** How much earlier a request must be finished here (ms), since the answer still has to travel back. */
const WAY_BACK = 500;

/** @returns the function that answers `perform` */
export function createPerformAction(parts: Parts) {
  const { sites, accounts, widgets, askUser, lastAnswers, now } = parts;

  /**
   * Performs a widget's action, requested by either of the two frames. The widget's rights are checked here, unless its
   * host knows the feature, as the host's own frame has reported, has checked the rights, and has just failed at the
   * action. If there is then no session to act with, the host's answer stands.
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
      lastAnswers.note(nonce, { feature, isRestart: isRestart(data), since, response, error });
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
      const rights = failed ? CHECKED_BY_HOST : rightsOf(widget, session?.account.userId);
      const driverRequest = { widget, session, rights, context: { id, deadline }, hasFailed: failed };
      return answered(await performer.perform(data, driverFor(driverRequest, parts)));
    } catch (error) {
      const refused = await responseTo(
        error,
        performer.action,
        async (refusal) => performer.rewriteRefusal?.(refusal, session?.homeserver) ?? refusal,
      );
      return answered(refused, error);
    }
  }

  /**
   * Says whether a widget's rights are fully known. After an update of the extension they may not be: the host may have
   * approved before a script could hear it, or the user could not be asked because no session has been seen yet.
   */
  function isSettled(widget: Widget): boolean {
    return (
      widget.approved !== undefined &&
      (notAskedAbout(widget).length === 0 || askUser.isUnderWay(widget.nonce))
    );
  }

  return performAction;
}

/**
 * Says whether a widget's host has checked the widget's rights to everything that a request needs, and Postdate may
 * perform the action if the host fails.
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
