import { decode, isWeb, parse } from "./addresses.ts";
import { isDeviceId, isRoomId, isUserId } from "./identifiers.ts";

/** A widget's iframe; `src` is as the client wrote it, and absent if the iframe was not found. */
interface WidgetFrame {
  src?: string;
}

/** The user and the device that a widget's URL names, if it does. */
export interface NamedAccount {
  userId?: string;
  deviceId?: string;
}

/**
 * Says whether a frame's address is a widget's: clients put the widget's id in the query, or in the fragment's query.
 */
export function isWidgetAddress(src: string): boolean {
  return urlValues(src).some(([key, value]) => key === "widgetId" && value !== "");
}

/**
 * The widget's id in its URL. Hosts put it into the query, replacing what the widget's template has there. The fragment
 * may still hold the template.
 */
export function widgetIdInUrl(src: string | undefined): string | undefined {
  const url = src === undefined ? undefined : parse(src);
  const inQuery = url?.searchParams.get("widgetId");
  return inQuery || urlValues(src).find(([key, value]) => key === "widgetId" && value !== "")?.[1];
}

/**
 * The room that the widget's URL names: its `roomId`, or else the only value that is a room id, in query and
 * fragment.
 */
export function roomFromUrl({ src }: WidgetFrame): string | undefined {
  const values = urlValues(src);
  const named = values.find(([key, value]) => key === "roomId" && isRoomId(value));
  if (named) return named[1];
  const rooms = new Set(values.map(([, value]) => value).filter(isRoomId));
  return rooms.size === 1 ? [...rooms][0] : undefined;
}

/**
 * The account that the widget's URL names (Element Call's `userId` and `deviceId`). A value that cannot be a user or
 * device id names nobody, for example a variable that an old host left in its template. A value that can be a user id
 * names that user, whoever it is.
 */
export function accountFromUrl({ src }: WidgetFrame): NamedAccount {
  const values = urlValues(src);
  const first = (name: string, isIt: (value: string) => boolean) =>
    values.flatMap(([key, value]) => (key === name ? readings(value) : [])).find(isIt);
  const userId = first("userId", isUserId);
  const deviceId = first("deviceId", isDeviceId);
  return { ...(userId && { userId }), ...(deviceId && { deviceId }) };
}

/**
 * The possible meanings of a value: as it is, with the `+` that queries turn into a space, and decoded if encoded twice.
 */
function readings(value: string): string[] {
  const decoded = decode(value);
  return [value, value.trim(), value.replaceAll(" ", "+"), ...(decoded === value ? [] : readings(decoded))];
}

/** The homeserver's address that the widget's URL names (Element Call's `baseUrl`, MSC4039's `matrix_base_url`). */
export function homeserverFromUrl({ src }: WidgetFrame): string | undefined {
  return urlValues(src).find(([key, value]) => /^(?:matrix_?)?base_?url$/i.test(key) && isWeb(value))?.[1];
}

/**
 * The address of the widget's page, to show to the user and to remember their answer by: its URL without query and
 * fragment. If a widget has navigated elsewhere since, this is its origin. A sandboxed widget has no origin ("null"),
 * so it may have left the page that its iframe's `src` names: it has no address.
 */
export function addressOf({ src }: WidgetFrame, origin: string): string {
  const url = src === undefined ? undefined : parse(src);
  return url && isWeb(url.href) && url.origin === origin ? url.origin + url.pathname : origin;
}

/** @returns the origin of an iframe's `src`, if it is a web origin: where its host placed the widget */
export function originOfSrc({ src }: WidgetFrame): string | undefined {
  const origin = src === undefined ? undefined : parse(src)?.origin;
  return origin === "null" ? undefined : origin;
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
