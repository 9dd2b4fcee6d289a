import { type HostSupport, unasked } from "../host-support/host-support.ts";
import type { WidgetMessage } from "../widget-api/message.ts";
import type { BackgroundAnswer } from "./ask-background.ts";
import { placeOf } from "./windows.ts";

export type FromWidget = Extract<WidgetMessage, { kind: "widget-request" | "widget-reply" }>;

/** A message of the widget that is kept from the host, with its origin and time of arrival (epoch ms). */
export interface KeptMessage {
  message: FromWidget["message"];
  origin: string;
  at: number;
}

/** One round of probes that the script in the widget's frame sends to the host. */
export interface Probe {
  /** The id of these requests. Only the probes themselves pass to the host, not other messages with this id. */
  id: string;
  round: number;
  /** The widget's id and its page's origin, from the message that started the round. */
  widget: { id: string; origin: string };
  /** The ids of the features whose probe has not come by yet. */
  awaited: Set<string>;
  /** Whether the widget's frame has said anything about this round. */
  heard: boolean;
}

/** One widget window, and what is known of its host. */
export interface WidgetWindow {
  window: Window;
  /** The origin of its page at its last request. A page of another origin is another widget. */
  origin: string;
  support: HostSupport<KeptMessage>;
  /** The ids of the features that the host has been found to know, whichever page was in the window. */
  knew: Set<string>;
  /**
   * The ids of the features that can be probed for only once, and whose capabilities the host heard before there was a
   * script to send the probe. They are left to the host: nobody can tell any more whether it knows them.
   */
  told: Set<string>;
  /** The last round of probes. */
  probe: Probe | undefined;
  /** The secret of the widget's document; empty until its script has sent it. */
  nonce: string;
  /** The background's answer to whether the two documents are a widget and its host. */
  tie: Promise<BackgroundAnswer> | undefined;
  /**
   * The requests that were posted to the widget in the host's name. The widget's answers to them are not for the
   * host.
   */
  delivered: Set<unknown>;
  /** By request id, the messages that the widget's frame has yet to repost, and those that came too late. */
  reposted: Map<unknown, "awaited" | "given-up">;
  /** By request id, the actions that the widget's frame was asked to have performed and has not answered yet. */
  performing: Set<unknown>;
}

/** The widgets of this page, told apart by window. The widget id in a message identifies nobody. */
const widgetWindows = new WeakMap<Window, WidgetWindow>();

/** @returns what is known of a window, if it has sent a message before */
export function knownWidgetWindow(window: Window): WidgetWindow | undefined {
  return widgetWindows.get(window);
}

/** @returns what is known of a window; starts to keep track of it if necessary */
export function widgetWindowFor(window: Window): WidgetWindow {
  const known = widgetWindows.get(window);
  if (known) return known;
  const fresh = { origin: "", support: unasked<KeptMessage>(), ...newDocument() };
  const created: WidgetWindow = { window, ...fresh, knew: new Set(), told: new Set(), delivered: new Set() };
  widgetWindows.set(window, created);
  return created;
}

/** The state for a document that has sent nothing yet. The window's previous document no longer matters. */
export function newDocument(): Pick<WidgetWindow, "probe" | "nonce" | "tie" | "reposted" | "performing"> {
  return { probe: undefined, nonce: "", tie: undefined, reposted: new Map(), performing: new Set() };
}

/** @returns the window that sent a message, if it is a direct child of this page; no other is a widget of it */
export function senderOf({ source }: MessageEvent): Window | undefined {
  const speaker = source as Window | null;
  return placeOf(speaker) === "child" ? (speaker as Window) : undefined;
}
