import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import type { DelayedSend, Errands, UpdateAction } from "../delayed-events/stand-in.ts";
import { standInFor } from "../host-support/stand-ins.ts";
import { accountFromUrl } from "../host-support/whereabouts.ts";
import type { StandInAnswer } from "../messaging/answers.ts";
import type { FrameMessage } from "../messaging/contract.ts";
import type { FrameSender } from "../messaging/sender.ts";
import { errorResponse, WidgetError } from "../widget-api/errors.ts";
import type { Delays } from "./delays.ts";
import { findRoom } from "./rooms.ts";
import type { Sessions } from "./sessions.ts";
import type { Sites } from "./sites.ts";

type Asked = Extract<FrameMessage, { ask: "stand-in" }>;

/**
 * Takes the widget actions that the content scripts bring, and sees each through: the site, the session, the room, the
 * homeserver, the ledger, the answer. Every failure becomes the error that the reference host would have given.
 */
export function createStandInDesk({
  sites,
  sessions,
  delays,
}: {
  sites: Sites;
  sessions: Sessions;
  delays: Delays;
}) {
  return async function answer(asked: Asked, sender: FrameSender): Promise<StandInAnswer | undefined> {
    const standIn = standInFor({ api: "fromWidget", action: asked.action, data: asked.data });
    if (!standIn) return undefined;
    try {
      if (!(await sites.isOn(sender.origin))) throw new WidgetError(standIn.failure);
      return { response: await standIn.perform(asked.data, errandsFor(asked, sender)) };
    } catch (error) {
      return { response: responseTo(error, standIn.failure) };
    }
  };

  function errandsFor({ widget, whereabouts }: Asked, sender: FrameSender): Errands {
    async function owner() {
      const { world, origin } = sender;
      const session = await sessions.find(world, origin, accountFromUrl(whereabouts));
      if (!session) throw new Error(`No session of ${origin} has been seen`);
      return { session, world, client: origin };
    }
    return {
      async schedule(event: DelayedSend) {
        const by = await owner();
        const roomId = event.roomId ?? (await findRoom(widget, whereabouts, delays.homeserver(by.session)));
        if (!roomId) throw new Error(`The room of widget ${widget.id} is not known`);
        return { roomId, delayId: await delays.schedule(by, widget, roomId, event) };
      },
      async update(delayId: string, action: UpdateAction) {
        await delays.update(await owner(), delayId, action);
      },
    };
  }
}

/**
 * What the reference host says: the widget's own mistakes by name, everything that went wrong behind it by one sentence,
 * with the homeserver's answer beside it where the homeserver answered.
 */
function responseTo(error: unknown, failure: string) {
  if (error instanceof WidgetError) return error.asResponse();
  return errorResponse(failure, error instanceof MatrixError ? error.asWidgetApiErrorData() : undefined);
}
