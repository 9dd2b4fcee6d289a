import type { MatrixClient } from "matrix-js-sdk";
import type { HostLibrary } from "./host-library.ts";
import type { WidgetOptions } from "./options.ts";

type Widget = InstanceType<HostLibrary["Widget"]>;

const DEVICE_ID = "$org.matrix.msc3819.matrix_device_id";
const BASE_URL = "$org.matrix.msc4039.matrix_base_url";
const NAMES = `roomId=$matrix_room_id&userId=$matrix_user_id&deviceId=${DEVICE_ID}`;

/**
 * @returns the widget as an object of the host's library. With `roomInUrl`, its URL template names room, user and
 *   device
 */
export function describeWidget(library: HostLibrary, options: WidgetOptions, client: MatrixClient): Widget {
  return new library.Widget({
    id: options.widgetId,
    name: options.widgetId,
    type: "m.custom",
    creatorUserId: client.getSafeUserId(),
    url: templateFor(options, client),
    waitForIframeLoad: options.waitForLoad,
  });
}

/** A call's template contains device and homeserver, as in Element Web, because 1.0.0 fills in neither. */
function templateFor({ widget, call, roomInUrl }: WidgetOptions, client: MatrixClient): string {
  if (call)
    return widget
      .replace(DEVICE_ID, encodeURIComponent(client.getDeviceId() ?? ""))
      .replace(BASE_URL, encodeURIComponent(client.getHomeserverUrl()));
  return roomInUrl ? withQuery(widget, NAMES) : widget;
}

/**
 * The URL for the iframe: the template filled in by the library's own version, then `widgetId` and `parentUrl` in the
 * query, like in Element Web. (1.0.0 has no device id, and leaves that variable unchanged.)
 */
export function frameUrl(widget: Widget, client: MatrixClient, roomId: string): string {
  const url = new URL(
    widget.getCompleteUrl({
      widgetRoomId: roomId,
      currentUserId: client.getSafeUserId(),
      clientId: "postdate-test-client",
      clientLanguage: navigator.language,
      clientTheme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light",
      deviceId: client.getDeviceId() ?? undefined,
      baseUrl: client.getHomeserverUrl(),
    }),
  );
  url.searchParams.set("widgetId", widget.id);
  url.searchParams.set("parentUrl", location.href.replace(/#.*/s, ""));
  return url.href;
}

/** Adds to the query of a template, whose `$variables` the URL class would escape. */
function withQuery(template: string, query: string): string {
  const [, page = "", hash = ""] = /^([^#]*)(#.*)?$/s.exec(template) ?? [];
  return `${page}${page.includes("?") ? "&" : "?"}${query}${hash}`;
}
