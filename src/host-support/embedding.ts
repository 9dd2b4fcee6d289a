import { isDeviceId, isUserId } from "./identifiers.ts";

/**
 * Where a widget sits in its client's page, as the page shows it without being asked. Nothing here is trusted for
 * more than finding the widget's room and account among those that the user's own session can reach.
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

/** The limits, in characters, and how many ids are taken. Clients need a few hundred bytes. */
export const LONGEST = { src: 8_000, page: 4_000, id: 600, ids: 32, room: 255 } as const;

/**
 * @returns the parts within the limits, and without tokens in the addresses. Longer parts are left out, because part of an
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

/** Older clients put the user's token into addresses, and a login's comes back in one. */
function withoutToken(url: string): string {
  return url.replace(/([?&#](?:access_token|loginToken)=)[^&#]*/gi, "$1");
}

/** The user and the device that a widget's URL names, if it does. */
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
 * The widget's id as its host has put it on this very iframe: in its URL, or else around it in the page. The id in a
 * message is only the page's own claim, and may be a sibling's.
 * @param claimed what the widget's messages say
 * @returns the id; nothing if the host has put none there, or another one
 */
export function ownWidgetId(embedding: Embedding, claimed: string): string | undefined {
  const inUrl = widgetIdInUrl(embedding.src);
  return inUrl ?? (roomFromDom(embedding, claimed) === undefined ? undefined : claimed);
}

/**
 * Hosts put it into the query, replacing what the widget's template has there. The fragment may still hold the
 * template.
 */
function widgetIdInUrl(src: string | undefined): string | undefined {
  const url = src === undefined ? undefined : parse(src);
  const inQuery = url?.searchParams.get("widgetId");
  return inQuery || urlValues(src).find(([key, value]) => key === "widgetId" && value !== "")?.[1];
}

/**
 * The room that the client's own DOM ids name around the widget.
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
 * The room that the widget's URL names: its `roomId`, or else the only value that is a room id, in query and
 * fragment.
 */
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

/**
 * The account that the widget's URL names (Element Call's `userId` and `deviceId`). A value that cannot be a user or
 * device id names nobody, for example a variable that an old host left in its template. A value that can be a user id
 * names that user, whoever it is.
 */
export function accountFromUrl({ src }: Embedding): NamedAccount {
  const values = urlValues(src);
  const first = (name: string, isIt: (value: string) => boolean) =>
    values.flatMap(([key, value]) => (key === name ? readings(value) : [])).find(isIt);
  const userId = first("userId", isUserId);
  const deviceId = first("deviceId", isDeviceId);
  return { ...(userId && { userId }), ...(deviceId && { deviceId }) };
}

/**
 * What a value may have meant: as it is, with the `+` that queries turn into a space, and decoded if encoded twice.
 */
function readings(value: string): string[] {
  const decoded = decode(value);
  return [value, value.trim(), value.replaceAll(" ", "+"), ...(decoded === value ? [] : readings(decoded))];
}

/**
 * Says whether a frame's address is a widget's: clients put the widget's id in the query, or in the fragment's query.
 */
export function isWidgetAddress(src: string): boolean {
  return urlValues(src).some(([key, value]) => key === "widgetId" && value !== "");
}

/** The homeserver's address that the widget's URL names (Element Call's `baseUrl`, MSC4039's `matrix_base_url`). */
export function homeserverFromUrl({ src }: Pick<Embedding, "src">): string | undefined {
  return urlValues(src).find(([key, value]) => /^(?:matrix_?)?base_?url$/i.test(key) && isWeb(value))?.[1];
}

/**
 * All key-value pairs of a URL's query and of the query in its fragment (`#?…`, `#/path?…`); the fragment's come
 * first.
 */
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

function isWeb(url: string): boolean {
  return /^https?:$/.test(parse(url)?.protocol ?? "");
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/**
 * The address of the widget's page, to show to the user and to remember their answer by: its URL without query and
 * fragment. If a widget has navigated elsewhere since, this is its origin. A sandboxed widget has no origin ("null"),
 * so nobody can say whether it is still where its iframe's `src` says: it has no address.
 */
export function addressOf({ src }: Embedding, origin: string): string {
  const url = src === undefined ? undefined : parse(src);
  return url && isWeb(url.href) && url.origin === origin ? url.origin + url.pathname : origin;
}

/** @returns the origin of an iframe's `src`, if it is a web origin: where its host placed the widget */
export function originOfSrc({ src }: Embedding): string | undefined {
  const origin = src === undefined ? undefined : parse(src)?.origin;
  return origin === "null" ? undefined : origin;
}
