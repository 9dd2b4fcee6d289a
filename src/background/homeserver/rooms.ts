import { Method } from "matrix-js-sdk/lib/http-api/method.js";
import * as v from "valibot";
import { Content } from "../content.ts";
import { pathOf } from "./path-of.ts";
import type { Request } from "./request.ts";
import { RoomsOfSync, ToldList } from "./told-list.ts";

const Alias = v.object({ room_id: v.string() });
const WidgetEvent = v.object({
  type: v.string(),
  state_key: v.optional(v.string()),
  content: v.object({ url: v.optional(v.string()) }),
});
const AccountWidgets = v.object({
  type: v.literal("m.widgets"),
  content: Content,
});
const WidgetSync = v.object({
  account_data: v.nullish(v.object({ events: ToldList })),
  rooms: RoomsOfSync,
});
/** The longest room name that is shown (characters). */
const LONGEST_NAME = 255;
const RoomName = v.object({ name: v.optional(v.string()) });

/**
 * The filter of a sync that returns the widgets of all rooms and of the account, and nothing else. Synapse answers an
 * identical sync from its cache for two minutes (`sync_response_cache_duration`), so every filter is different.
 */
const widgetsOnly = () => ({
  presence: { ...NOTHING, not_senders: [`@${crypto.randomUUID()}:invalid`] },
  account_data: { types: ["m.widgets"] },
  room: {
    state: { types: ["im.vector.modular.widgets"] },
    timeline: { ...NOTHING, limit: 1 },
    ephemeral: NOTHING,
    account_data: NOTHING,
  },
});
const NOTHING = { types: [] };

/** Requests about rooms. */
export function roomRequests(request: Request) {
  /** @returns the id of the room with this alias */
  async function roomByAlias(alias: string): Promise<string> {
    const path = pathOf("/directory/room/$alias", { $alias: alias });
    const { body } = await request(Method.Get, path, { within: 2_000 });
    return v.parse(Alias, body).room_id;
  }

  /**
   * Finds the account's rooms with a widget of this id and origin, in one request for all rooms.
   * @returns the ids of the rooms, or "account" for a widget that belongs to the user rather than to a room
   */
  async function widgetPlaces(widgetId: string, origin: string): Promise<string[] | "account"> {
    const query = { filter: JSON.stringify(widgetsOnly()), timeout: "0", set_presence: "offline" };
    const { body } = await request(Method.Get, "/sync", { query, within: 5_000 });
    const { account_data, rooms } = v.parse(WidgetSync, body);
    const own = account_data?.events.find((event) => v.is(AccountWidgets, event));
    if (own && v.is(AccountWidgets, own) && Object.hasOwn(own.content, widgetId)) return "account";
    return Object.entries(rooms?.join ?? {})
      .filter(([, room]) => room.state?.events.some((event) => isWidgetEvent(event, widgetId, origin)))
      .map(([roomId]) => roomId);
  }

  /** @returns the room's name, if it has one and this account may see it */
  async function roomName(roomId: string): Promise<string | undefined> {
    try {
      // Inside the try: a widget may have given a room id that no path can hold.
      const path = pathOf("/rooms/$roomId/state/m.room.name/", { $roomId: roomId });
      const { body } = await request(Method.Get, path, { within: 1_000 });
      return v.parse(RoomName, body).name?.slice(0, LONGEST_NAME) || undefined;
    } catch {
      return undefined;
    }
  }

  return { roomByAlias, widgetPlaces, roomName };
}

function isWidgetEvent(event: unknown, widgetId: string, origin: string): boolean {
  if (!v.is(WidgetEvent, event) || event.state_key !== widgetId) return false;
  const { url } = event.content;
  return url !== undefined && URL.canParse(url) && new URL(url).origin === origin;
}
