import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { partCapabilities } from "../delayed-events/capabilities.ts";
import type { DelayedSend, Errands, Rights, UpdateAction } from "../delayed-events/stand-in.ts";
import { standInFor } from "../host-support/stand-ins.ts";
import { accountFromUrl, addressOf } from "../host-support/whereabouts.ts";
import type { ApprovalAnswer, StandInAnswer } from "../messaging/answers.ts";
import type { FrameMessage } from "../messaging/contract.ts";
import type { FrameSender } from "../messaging/sender.ts";
import { errorResponse, WidgetError } from "../widget-api/errors.ts";
import type { Consent } from "./consent.ts";
import type { Author, Delays } from "./delays.ts";
import { CHECKED_BY_HOST, rightsFrom } from "./rights.ts";
import { findRoom } from "./rooms.ts";
import type { KnownSession, Sessions } from "./sessions.ts";
import type { Sites } from "./sites.ts";
import { grantedOf, type Widget, type Widgets } from "./widgets.ts";

/** What helps a widget in a page under which the extension was updated. */
const RELOAD = "Postdate was updated, reload this page";

type Asked<Ask extends FrameMessage["ask"]> = Extract<FrameMessage, { ask: Ask }>;
type Answer = StandInAnswer | ApprovalAnswer | true | undefined;

interface Parts {
  sites: Sites;
  sessions: Sessions;
  widgets: Widgets;
  consent: Consent;
  delays: Delays;
}

/** Answers the content scripts. Who they are and which widget they speak of is settled here, before anything is done. */
export function createFrameDesk({ sites, sessions, widgets, consent, delays }: Parts) {
  /** By nonce, the questions to the user that are under way. */
  const asking = new Map<string, Promise<unknown>>();

  return async function answer(asked: FrameMessage, sender: FrameSender): Promise<Answer> {
    switch (asked.ask) {
      case "widget-seen":
        if (!(await sites.isOn(sender.origin))) return undefined;
        await widgets.seen(asked, sender);
        return true;
      case "widget-here":
        return (await widgets.here(asked.nonce, asked.path, sender)) || undefined;
      case "hidden":
        return hide(asked, sender);
      case "approved":
        return approve(asked, sender);
      case "stand-in":
        return standIn(asked, sender);
    }
  };

  /** The host was told less. The user is asked meanwhile, and nobody waits for that here. */
  async function hide({ nonce, capabilities }: Asked<"hidden">, sender: FrameSender): Promise<Answer> {
    if (!(await widgets.asHost(nonce, sender))) return undefined;
    const widget = await widgets.hide(nonce, capabilities);
    if (!widget || widget.granted !== undefined || asking.has(nonce)) return true;
    const asked = askUser(widget).then((said) =>
      said === undefined ? undefined : widgets.grant(nonce, said),
    );
    asking.set(nonce, asked);
    void asked.finally(() => asking.delete(nonce));
    return true;
  }

  /** @returns what the user said; nothing where no session shows as whom the widget would send, so that nobody is asked */
  async function askUser(widget: Widget): Promise<boolean | undefined> {
    const session = await sessionOf(widget).catch(() => undefined);
    if (!session) return undefined;
    const { client } = widget;
    return consent.ask({
      client,
      userId: session.account.userId,
      widget: addressOf(widget.whereabouts, widget.origin),
    });
  }

  /** The host has approved what it knows of; the widget hears of it when the user has answered for the rest. */
  async function approve({ nonce, approval }: Asked<"approved">, sender: FrameSender): Promise<Answer> {
    if (!(await widgets.asWidget(nonce, sender))) return undefined;
    await asking.get(nonce);
    return { approval: await widgets.approve(nonce, approval) };
  }

  /**
   * A widget's action. From the host's frame: that host knows nothing of it, so the widget's rights are looked at here.
   * From the widget's frame: a host that knows it has just failed. It has looked at the rights, and where there is no
   * session to act with, its word stands.
   */
  async function standIn({ nonce, action, data }: Asked<"stand-in">, sender: FrameSender): Promise<Answer> {
    const standIn = standInFor({ api: "fromWidget", action, data });
    if (!standIn) return undefined;
    const hosted = await widgets.asHost(nonce, sender);
    const failed = hosted ? undefined : await widgets.asWidget(nonce, sender);
    const widget = hosted ?? failed;
    if (!widget || (failed && failed.hidden.length > 0)) return undefined;
    try {
      if (!(await sites.isOn(widget.client))) throw new WidgetError(standIn.failure);
      const session = await sessionOf(widget);
      if (!session && failed) return undefined;
      if (hosted?.late && !isSettled(hosted)) throw new WidgetError(`${standIn.failure}: ${RELOAD}`);
      const rights = hosted ? rightsOf(hosted) : CHECKED_BY_HOST;
      const response = await standIn.perform(data, errandsFor(widget, session, rights, failed !== undefined));
      return { response };
    } catch (error) {
      return { response: responseTo(error, standIn.failure) };
    }
  }

  /**
   * Says whether all is known of a widget's rights. After an update it is not where the host had approved before anybody
   * heard it, nor where nobody could be asked because no session has been seen anew.
   */
  function isSettled({ nonce, approved, hidden, granted }: Widget): boolean {
    return approved !== undefined && (hidden.length === 0 || granted !== undefined || asking.has(nonce));
  }

  function sessionOf({ world, client, whereabouts }: Widget): Promise<KnownSession | undefined> {
    return sessions.find(world, client, accountFromUrl(whereabouts));
  }

  function errandsFor(
    { id, origin, world, client, whereabouts }: Widget,
    session: KnownSession | undefined,
    rights: Rights,
    again: boolean,
  ): Errands {
    const widget = { id, origin };
    const author = (): Author => {
      if (!session) throw new Error(`No session of ${client} has been seen`);
      return { session, world, client, widget };
    };
    return {
      rights,
      async schedule(event: DelayedSend) {
        const by = author();
        const homeserver = delays.homeserver(by.session);
        const roomId = event.roomId ?? (await findRoom(widget, whereabouts, homeserver));
        if (!roomId) throw new Error(`The room of widget ${id} is not known`);
        const delayId = await (again ? delays.scheduleOnce : delays.schedule)(by, roomId, event);
        return { roomId, delayId };
      },
      async update(delayId: string, action: UpdateAction) {
        await delays.update(author(), delayId, action);
      },
    };
  }
}

/** What such a host says of delayed capabilities is a dialog about raw names, remembered; the user was asked here. */
function rightsOf(widget: Widget): Rights {
  return rightsFrom([...partCapabilities(widget.approved ?? []).others, ...grantedOf(widget)]);
}

/**
 * What the reference host says: the widget's own mistakes by name, everything that went wrong behind it by one sentence,
 * with the homeserver's answer beside it where the homeserver answered.
 */
function responseTo(error: unknown, failure: string) {
  if (error instanceof WidgetError) return error.asResponse();
  return errorResponse(failure, error instanceof MatrixError ? error.asWidgetApiErrorData() : undefined);
}
