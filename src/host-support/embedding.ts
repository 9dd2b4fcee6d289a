import { isDeviceId, isUserId } from "./identifiers.ts";

/**
 * Where a widget sits in its client's page, as the page tells it without being asked: nothing here is trusted for more
 * than finding the room and the account the widget belongs to, among those the user's own session can reach.
 */
export interface Embedding {
  /** The widget iframe's `src`, as the client wrote it; absent when the iframe was not found. */
  src?: string;
  /** The ids of the iframe and of the elements around it, innermost first. */
  ids: string[];
  /** The URL of the page the iframe is in. */
  page: string;
  /** `history.state.room_id`, where gomuks keeps the room. */
  historyRoom?: string;
}

/** How much of it is taken, in characters, and how many ids: some hundred bytes is what clients need. */
export const LONGEST = { src: 8_000, page: 4_000, id: 600, ids: 32, room: 255 } as const;

/** @returns what of it is within the limits; what is longer is left out, for a part of an address is another address */
export function within({ src, ids, page, historyRoom }: Embedding): Embedding {
  return {
    ...(src !== undefined && src.length <= LONGEST.src && { src }),
    ids: ids.filter((id) => id.length <= LONGEST.id).slice(0, LONGEST.ids),
    page: page.length <= LONGEST.page ? page : "",
    ...(historyRoom !== undefined && historyRoom.length <= LONGEST.room && { historyRoom }),
  };
}

/** The user and the device that a widget's URL names, where it names them. */
export interface NamedAccount {
  userId?: string;
  deviceId?: string;
}

/** Element Web's container around a room widget, and gomuks' iframe; the room id is followed by the widget's id. */
const ROOM_IN_ID = [
  { before: "mx_persistedElement_widget_room_", between: "_" },
  { before: "widget;", between: ";" },
];

/**
 * The widget's id as its host has put it on this very iframe: in its URL, else around it in the page. The id that a message says is
 * the page's own word, and may be a sibling's.
 * @param claimed what the widget's messages say
 * @returns the id; nothing where the host has put none there, or another
 */
export function ownWidgetId(embedding: Embedding, claimed: string): string | undefined {
  const inUrl = widgetIdInUrl(embedding.src);
  return inUrl ?? (roomFromDom(embedding, claimed) === undefined ? undefined : claimed);
}

/** Hosts put it into the query, in place of what the widget's template has there. What is in the fragment may be the template's. */
function widgetIdInUrl(src: string | undefined): string | undefined {
  const url = src === undefined ? undefined : parse(src);
  const inQuery = url?.searchParams.get("widgetId");
  return inQuery || urlValues(src).find(([key, value]) => key === "widgetId" && value !== "")?.[1];
}

/**
 * The room named around the widget by its client's own DOM ids.
 *
 * Room ids of room version 12 have no colon and may hold `_`, so the id is never split: the widget's own id is taken
 * off its end. What is left must be a whole room id, so that a part of the room's cannot pass for one of the widget's.
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

/** With a server's name, or, from room version 12 on, the 43 characters of a hash. */
const WHOLE_ROOM_ID = /^!(?:[^:]+:.+|[A-Za-z0-9_-]{43})$/;

/** The room named by the widget's URL: its `roomId`, else the one value that is a room id, in query and fragment. */
export function roomFromUrl({ src }: Embedding): string | undefined {
  const values = urlValues(src);
  const named = values.find(([key, value]) => key === "roomId" && isRoomId(value));
  if (named) return named[1];
  const rooms = new Set(values.map(([, value]) => value).filter(isRoomId));
  return rooms.size === 1 ? [...rooms][0] : undefined;
}

/**
 * The room that the client shows at the moment, by its URL or its history: an id (`!…`) or an alias (`#…`).
 *
 * Element Web has `#/room/<room>`, Cinny and Sable `/<where>/<room>` percent-encoded, in the path or the fragment,
 * gomuks `history.state.room_id`.
 */
export function roomFromPage({ page, historyRoom }: Embedding): string | undefined {
  if (historyRoom && isRoomId(historyRoom)) return historyRoom;
  const url = parse(page);
  if (!url) return undefined;
  const fragment = url.hash.replace(/^#/, "").split("?")[0] ?? "";
  return roomInPath(fragment) ?? roomInPath(url.pathname);
}

/** The last room in a path, behind the view or the space it is in; a space's own lobby is no room. */
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

/**
 * The account that the widget's URL names (Element Call's `userId` and `deviceId`). What can be no user's or device's id names nobody:
 * a variable that an old host has left in its template, for one. What can be a user's does, whoever that is.
 */
export function accountFromUrl({ src }: Embedding): NamedAccount {
  const values = urlValues(src);
  const first = (name: string, isIt: (value: string) => boolean) =>
    values.flatMap(([key, value]) => (key === name ? readings(value) : [])).find(isIt);
  const userId = first("userId", isUserId);
  const deviceId = first("deviceId", isDeviceId);
  return { ...(userId && { userId }), ...(deviceId && { deviceId }) };
}

/** What somebody may have meant by a value: it, with the `+` that is a space in queries, and where it was encoded twice. */
function readings(value: string): string[] {
  const decoded = decode(value);
  return [value, value.trim(), value.replaceAll(" ", "+"), ...(decoded === value ? [] : readings(decoded))];
}

/** Says whether a frame's address is a widget's: clients tell a widget its id in its query, or in its fragment's. */
export function isWidgetAddress(src: string): boolean {
  return urlValues(src).some(([key, value]) => key === "widgetId" && value !== "");
}

/** All key-value pairs of a URL's query and of the query in its fragment (`#?…`, `#/path?…`); the fragment's first. */
function urlValues(src: string | undefined): [string, string][] {
  const url = src === undefined ? undefined : parse(src);
  if (!url) return [];
  const inFragment = url.hash.slice(url.hash.indexOf("?") + 1 || url.hash.length);
  return [...new URLSearchParams(inFragment), ...url.searchParams];
}

/** Says whether a value can be a room id; from room version 12 on it has no colon and no server name. */
export function isRoomId(value: string): boolean {
  return /^![^\s/?#]+$/.test(value) && value.length <= 255;
}

/** Says whether a value can be a room alias. */
export function isAlias(value: string): boolean {
  return /^#[^\s/]+:[^\s/]+$/.test(value) && value.length <= 255;
}

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * The address of the page a widget is, for telling it to the user and for remembering what they said: its URL without query
 * and fragment. A widget that has gone elsewhere since is its origin. A sandboxed one has none ("null"), so nobody can say whether it
 * still is where its iframe's `src` says: it has no address.
 */
export function addressOf({ src }: Embedding, origin: string): string {
  const url = src === undefined ? undefined : parse(src);
  const isWeb = url?.protocol === "https:" || url?.protocol === "http:";
  return url && isWeb && url.origin === origin ? url.origin + url.pathname : origin;
}

/** @returns the origin that an iframe's `src` is on, if it is one of the web: that of the widget as its host has placed it */
export function originOfSrc({ src }: Embedding): string | undefined {
  const origin = src === undefined ? undefined : parse(src)?.origin;
  return origin === "null" ? undefined : origin;
}
