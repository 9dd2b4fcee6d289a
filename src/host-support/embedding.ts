import { decode, parse } from "./addresses.ts";
import { isAlias, isRoomId } from "./identifiers.ts";
import { widgetIdInUrl } from "./widget-address.ts";

/**
 * Where a widget sits in its client's page, as its DOM shows. This is trusted only for finding the widget's room and
 * account among those that the user's own session can reach.
 */
export interface Embedding {
  /** The widget iframe's `src`, as the client wrote it; absent if the iframe was not found. */
  src?: string;
  /** The ids of the iframe and of the elements around it, innermost first. */
  ids: string[];
  /** The URL of the page that the iframe is in. */
  page: string;
  /** `history.state.room_id`, where gomuks keeps the room. */
  historyRoom?: string;
}

/** The limits, in characters, and how many ids are kept. Clients need a few hundred bytes. */
export const LONGEST = { src: 8_000, page: 4_000, id: 600, ids: 32, room: 255 } as const;

/**
 * @returns the parts within the limits, and the addresses without tokens. Longer parts are left out, because a cut
 *   address is another address
 */
export function within({ ids, historyRoom, ...addresses }: Embedding): Embedding {
  const page = withoutToken(addresses.page);
  const src = addresses.src === undefined ? undefined : withoutToken(addresses.src);
  return {
    ...(src !== undefined && src.length <= LONGEST.src && { src }),
    ids: ids.filter((id) => id.length <= LONGEST.id).slice(0, LONGEST.ids),
    page: page.length <= LONGEST.page ? page : "",
    ...(historyRoom !== undefined && historyRoom.length <= LONGEST.room && { historyRoom }),
  };
}

/** Older clients put the user's token into addresses, and a login returns its token in one. */
function withoutToken(url: string): string {
  return url.replace(/([?&#](?:access_token|loginToken)=)[^&#]*/gi, "$1");
}

/** Element Web's container around a room widget, and gomuks' iframe; the room id is followed by the widget's id. */
const ROOM_IN_ID = [
  { before: "mx_persistedElement_widget_room_", between: "_" },
  { before: "widget;", between: ";" },
];

/**
 * The widget's id as its host has put it on this very iframe: in its URL, or else around it in the page. The id in a
 * message is only the widget's own claim, and may be a sibling's.
 * @param claimed the id in the widget's messages
 * @returns the id; nothing if the host has put none there, or another one
 */
export function ownWidgetId(embedding: Embedding, claimed: string): string | undefined {
  const inUrl = widgetIdInUrl(embedding.src);
  return inUrl ?? (roomFromDom(embedding, claimed) === undefined ? undefined : claimed);
}

/**
 * The room named in the DOM ids that the client has given the elements around the widget.
 *
 * Room ids of room version 12 have no colon and may contain `_`, so the id is never split: the widget's own id is
 * taken off its end. What remains must be a whole room id, so that part of the room's id cannot pass for part of the
 * widget's.
 */
export function roomFromDom({ ids }: Embedding, widgetId: string): string | undefined {
  for (const id of ids)
    for (const { before, between } of ROOM_IN_ID) {
      const after = between + widgetId;
      if (!id.startsWith(before) || !id.endsWith(after)) continue;
      const room = id.slice(before.length, id.length - after.length);
      if (isRoomId(room) && WHOLE_ROOM_ID.test(room)) return room;
    }
  return undefined;
}

/** With a server name, or, from room version 12 on, the 43 characters of a hash. */
const WHOLE_ROOM_ID = /^!(?:[^:]+:.+|[A-Za-z0-9_-]{43})$/;

/**
 * The room that the client shows at the moment, by its URL or its history: an id (`!…`) or an alias (`#…`).
 *
 * Element Web has `#/room/<room>`. Cinny and Sable have `/<where>/<room>`, percent-encoded, in the path or the
 * fragment. gomuks has `history.state.room_id`.
 */
export function roomFromPage({ page, historyRoom }: Embedding): string | undefined {
  if (historyRoom && isRoomId(historyRoom)) return historyRoom;
  const url = parse(page);
  if (!url) return undefined;
  const fragment = url.hash.replace(/^#/, "").split("?")[0] ?? "";
  return roomInPath(fragment) ?? roomInPath(url.pathname);
}

/** The last room in a path, after the view or the space it is in. A space's own lobby is no room. */
function roomInPath(path: string): string | undefined {
  const parts = path
    .split("/")
    .filter((part) => part !== "")
    .map(decode);
  return parts.findLast(
    (part, index) =>
      index > 0 && (isRoomId(part) || isAlias(part)) && !["lobby", "search"].includes(parts[index + 1] ?? ""),
  );
}
