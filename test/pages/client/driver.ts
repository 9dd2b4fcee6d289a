import { type MatrixClient, MatrixError } from "matrix-js-sdk";
import { delayedMethods } from "./delayed-methods.ts";
import type { HostLibrary, WidgetDriver } from "./host-library.ts";
import { observed } from "./observed.ts";
import type { WidgetOptions } from "./options.ts";
import { recordedDriver } from "./recorded-driver.ts";
import { knownRooms, readState, readTimeline, roomsOf } from "./room-reader.ts";
import { stickyMethods } from "./sticky-methods.ts";

/**
 * Creates the driver of a widget. It really sends and reads, approves according to the options, has its kind's methods
 * for delayed events, and is recorded. A request without a room means `ownRoom`.
 */
export function createDriver(
  library: HostLibrary,
  options: WidgetOptions,
  client: MatrixClient,
  ownRoom: string,
): WidgetDriver {
  class ClientDriver extends library.WidgetDriver {
    override async validateCapabilities(requested: Set<string>) {
      const { approve } = options;
      const approved = [...requested].filter((asked) => approve === "all" || approve.includes(asked));
      observed.capabilities.asked.push(...requested);
      observed.capabilities.approved.push(...approved);
      return new Set(approved);
    }

    override async sendEvent(
      type: string,
      content: unknown,
      stateKey: string | null = null,
      room: string | null = null,
    ) {
      const roomId = room || ownRoom;
      // js-sdk types the events it knows; a widget may send any.
      const sent =
        stateKey === null
          ? await client.sendEvent(roomId, type as never, content as never)
          : await client.sendStateEvent(roomId, type as never, content as never, stateKey);
      return { roomId, eventId: sent.event_id };
    }

    // 1.8.2 and older call the next two methods, newer versions the two after them, because a viewed room is set
    // (feed.ts).
    override async readRoomEvents(
      type: string,
      msgtype: string | undefined,
      limit: number,
      rooms?: string[] | null,
      since?: string,
    ) {
      return roomsOf(client, ownRoom, rooms).flatMap((roomId) =>
        readTimeline(client, roomId, { type, msgtype, limit, since }),
      );
    }

    override async readStateEvents(
      type: string,
      stateKey: string | undefined,
      limit: number,
      rooms?: string[] | null,
    ) {
      const found = roomsOf(client, ownRoom, rooms).flatMap((roomId) =>
        readState(client, roomId, type, stateKey),
      );
      return limit > 0 ? found.slice(0, limit) : found;
    }

    override async readRoomTimeline(
      roomId: string,
      type: string,
      msgtype: string | undefined,
      stateKey: string | undefined,
      limit: number,
      since: string | undefined,
    ) {
      return readTimeline(client, roomId, { type, msgtype, stateKey, limit, since });
    }

    override async readRoomState(roomId: string, type: string, stateKey: string | undefined) {
      return readState(client, roomId, type, stateKey);
    }

    override askOpenID(observer: Parameters<WidgetDriver["askOpenID"]>[0]) {
      if (!options.call) return observer.update({ state: "blocked" as never });
      client.getOpenIdToken().then(
        (token) => observer.update({ state: "allowed" as never, token }),
        () => observer.update({ state: "blocked" as never }),
      );
    }

    override getKnownRooms() {
      return knownRooms(client);
    }

    override processError(error: unknown) {
      return error instanceof MatrixError ? { matrix_api_error: error.asWidgetApiErrorData() } : undefined;
    }
  }

  const driver = new ClientDriver();
  Object.assign(driver, delayedMethods(options.driver, options.host, client, ownRoom));
  if (options.sticky) Object.assign(driver, stickyMethods(options.driver, client, ownRoom));
  return recordedDriver(driver, options.widgetId);
}
