import type { MatrixClient } from "matrix-js-sdk";
import { type DriverShape, driverShape } from "./host-library.ts";
import type { DriverKind, HostVersion } from "./options.ts";

type Methods = Record<string, (...args: never[]) => Promise<unknown>>;
type Update = "cancel" | "restart" | "send";

/**
 * The methods for delayed events of a kind of driver, with the names and arguments of this version of
 * matrix-widget-api. The library itself refuses calls to missing ones.
 */
export function delayedMethods(
  kind: DriverKind,
  host: HostVersion,
  client: MatrixClient,
  ownRoom: string,
): Methods {
  const shape = driverShape(host);
  switch (kind) {
    case "send-event-only":
      return {};
    case "delayed-send-only":
      return schedule(shape, client, ownRoom, "all events");
    case "state-only":
      return { ...schedule(shape, client, ownRoom, "state events"), ...updates(shape, client) };
    case "native":
      return { ...schedule(shape, client, ownRoom, "all events"), ...updates(shape, client) };
  }
}

function schedule(
  shape: DriverShape,
  client: MatrixClient,
  ownRoom: string,
  accepts: "all events" | "state events",
): Methods {
  const sendDelayedEvent = async (
    delay: number | null,
    type: string,
    content: unknown,
    stateKey: string | null = null,
    room: string | null = null,
  ) => {
    if (delay === null) throw new Error("Delayed events without a delay are not supported");
    const roomId = room || ownRoom;
    if (stateKey === null && accepts === "state events") {
      throw new Error("Non-state delayed events are not supported");
    }
    // js-sdk types the events it knows; a widget may send any.
    const answer =
      stateKey === null
        ? await client._unstable_sendDelayedEvent(roomId, { delay }, null, type as never, content as never)
        : await client._unstable_sendDelayedStateEvent(
            roomId,
            { delay },
            type as never,
            content as never,
            stateKey,
          );
    return { roomId, delayId: answer.delay_id };
  };
  type Rest = [type: string, content: unknown, stateKey?: string | null, room?: string | null];
  if (!shape.takesParentDelayId) return { sendDelayedEvent };
  return {
    sendDelayedEvent: (delay: number | null, _parentDelayId: string | null, ...rest: Rest) =>
      sendDelayedEvent(delay, ...rest),
  };
}

function updates(shape: DriverShape, client: MatrixClient): Methods {
  const update: Record<Update, (delayId: string) => Promise<void>> = {
    cancel: async (delayId) => void (await client._unstable_cancelScheduledDelayedEvent(delayId)),
    restart: async (delayId) => void (await client._unstable_restartScheduledDelayedEvent(delayId)),
    send: async (delayId) => void (await client._unstable_sendScheduledDelayedEvent(delayId)),
  };
  if (!shape.oneMethodPerUpdate) {
    return { updateDelayedEvent: (delayId: string, action: Update) => update[action](delayId) };
  }
  return {
    cancelScheduledDelayedEvent: update.cancel,
    restartScheduledDelayedEvent: update.restart,
    sendScheduledDelayedEvent: update.send,
  };
}
