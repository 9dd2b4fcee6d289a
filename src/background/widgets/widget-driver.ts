import type { DelayedSend, UpdateAction } from "../../delayed-events/delayed-event.ts";
import { isTooLongForName } from "../../delayed-events/sizes.ts";
import type { DelayedEventsDriver } from "../../features/delayed-events/driver.ts";
import type { Rights, SendingDriver } from "../../features/feature.ts";
import { widgetsCountdown } from "../countdown.ts";
import type { Author } from "../delays/author.ts";
import type { Delays } from "../delays/delays.ts";
import type { RequestContext, Scheduling } from "../delays/scheduling.ts";
import type { Homeserver } from "../homeserver/homeserver.ts";
import type { Session } from "../sessions/session.ts";
import type { Encryption } from "./encryption.ts";
import { findRoom } from "./rooms.ts";
import type { Widget } from "./widget-load.ts";

/** A widget's request, and the widget's rights. */
export interface DriverRequest {
  widget: Widget;
  session: Session | undefined;
  rights: Rights;
  context: RequestContext;
  /** A host that knows delayed events has just failed at this request. */
  hasFailed: boolean;
}

interface Parts {
  scheduling: Scheduling;
  delays: Delays;
  encryption: Encryption;
  /** Epoch milliseconds. */
  now: () => number;
}

/** @returns the driver that performs an action for the widget, account and client of the request */
export function driverFor(
  { widget, session, rights, context, hasFailed }: DriverRequest,
  { scheduling, delays, encryption, now }: Parts,
): SendingDriver<Homeserver> & DelayedEventsDriver {
  const { id, origin, client, embedding } = widget;
  const author = (): Author => {
    if (!session) throw new Error(`No session of ${client} has been seen`);
    return { session, widget: { id, origin } };
  };

  /** @returns the room that an event goes to: the one that it names, or the widget's */
  async function roomOf(
    { roomId: named }: { roomId?: string },
    { session, widget }: Author,
  ): Promise<string> {
    // A widget's id is a state key, so the same limit applies. The id is stored with each of the widget's events.
    if (isTooLongForName(id)) throw new Error("The widget's id is too long");
    const roomId = named ?? (await findRoom(widget, embedding, session.homeserver));
    if (!roomId || isTooLongForName(roomId)) throw new Error(`The room of widget ${id} is not known`);
    return roomId;
  }

  return {
    rights,
    homeserver: () => author().session.homeserver,
    request: { id: context.id, left: widgetsCountdown(context.deadline, now()) },
    async roomFor(event) {
      const by = author();
      const roomId = await roomOf(event, by);
      await encryption.requireClear(event, roomId, by.session);
      return roomId;
    },
    async schedule(event: DelayedSend) {
      const by = author();
      const roomId = await roomOf(event, by);
      const allowed = encryption.requireClear(event, roomId, by.session);
      // The caller gets a rejection when it awaits this; if the request ends earlier, none is left unhandled.
      allowed.catch(() => undefined);
      if (hasFailed) await allowed;
      const delayId = hasFailed
        ? await delays.scheduleOnce(by, roomId, event, context)
        : await scheduling.schedule(by, roomId, event, { ...context, allowed });
      return { roomId, delayId };
    },
    async update(delayId: string, action: UpdateAction) {
      await delays.update(author(), delayId, action);
    },
  };
}
