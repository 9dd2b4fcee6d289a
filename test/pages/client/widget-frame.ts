import type { MatrixClient } from "matrix-js-sdk";
import { hostCall } from "./call-host.ts";
import { createDriver } from "./driver.ts";
import { feedWidget } from "./feed.ts";
import { loadHostLibrary } from "./host-library.ts";
import { observed, textOf } from "./observed.ts";
import type { WidgetOptions } from "./options.ts";
import { describeWidget, frameUrl } from "./widget-url.ts";

/** A widget in the page. */
export interface WidgetFrame {
  options: WidgetOptions;
  /** Reloads the widget's page in the same iframe, under the same ClientWidgetApi. */
  reload(): void;
  /** Removes the widget from the page and ends its ClientWidgetApi. */
  remove(): void;
}

/**
 * Puts a widget into the page: first the iframe, then the ClientWidgetApi, before the iframe can have loaded.
 * @param area the element that gets the widget
 */
export async function openWidget(
  area: Element,
  options: WidgetOptions,
  client: MatrixClient,
  roomId: string,
): Promise<WidgetFrame> {
  const library = await loadHostLibrary(options.host);
  const widget = describeWidget(library, options, client);
  const url = frameUrl(widget, client, roomId);

  const iframe = document.createElement("iframe");
  iframe.title = `Widget ${options.widgetId}`;
  iframe.allow = "autoplay; camera; clipboard-write; display-capture; microphone";
  if (options.frame !== undefined) iframe.setAttribute("sandbox", options.frame);
  iframe.src = url;
  const card = widgetCard(options, roomId, iframe);
  area.append(card);

  const report = (during: string) => (reason: unknown) =>
    observed.widgetErrors.push({
      at: Date.now(),
      widgetId: options.widgetId,
      during,
      message: textOf(reason),
    });
  const api = new library.ClientWidgetApi(widget, iframe, createDriver(library, options, client, roomId));
  api.on("error:preparing", report("handshake"));
  hostCall(api, library, options);
  // The library ignores a request once a listener has claimed it, and then the widget gets no answer.
  for (const action of options.silent) api.on(`action:${action}`, (event: Event) => event.preventDefault());
  const stopFeed = feedWidget(api, client, roomId, report("feeding an event"));

  let loads = 0;
  return {
    options,
    reload() {
      // An unchanged URL with a fragment would only scroll.
      const again = new URL(url);
      if (again.hash) again.searchParams.set("load", String(++loads));
      iframe.src = again.href;
    },
    remove() {
      stopFeed();
      api.stop();
      card.remove();
    },
  };
}

/** @returns the iframe with its caption, within elements that have Element Web's ids if `elementDom` is set */
function widgetCard(options: WidgetOptions, roomId: string, iframe: HTMLIFrameElement): HTMLElement {
  const caption = document.createElement("figcaption");
  const name = document.createElement("b");
  name.textContent = options.widgetId;
  const host = document.createElement("span");
  host.textContent = `hosted by matrix-widget-api ${options.host}, ${DRIVER_WORDS[options.driver]}`;
  caption.append(name, host);

  const persisted = document.createElement("div");
  if (options.elementDom) persisted.id = `mx_persistedElement_widget_room_${roomId}_${options.widgetId}`;
  persisted.append(iframe);
  const card = document.createElement("figure");
  card.className = options.call ? "widget call" : "widget";
  card.append(caption, persisted);
  return card;
}

const DRIVER_WORDS: Record<WidgetOptions["driver"], string> = {
  "send-event-only": "sends ordinary events only",
  "delayed-send-only": "schedules, but cannot update",
  "state-only": "delays state events only",
  native: "does delayed events itself",
};
