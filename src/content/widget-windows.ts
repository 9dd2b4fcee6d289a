import { type HostSupport, unasked } from "../host-support/host-support.ts";
import type { WidgetMessage } from "../widget-api/message.ts";
import type { BackgroundAnswer } from "./ask-background.ts";
import { placeOf } from "./windows.ts";

export type FromWidget = Extract<WidgetMessage, { kind: "widget-request" | "widget-reply" }>;

/** A message of the widget that is kept, with where it came from and when (epoch ms). */
export interface KeptMessage {
  message: FromWidget["message"];
  origin: string;
  at: number;
}

/** One round of questions to the host, which the script in the widget's frame puts. */
export interface Probe {
  /** The id of their requests: these very messages, and no other that has it, are let through to the host. */
  id: string;
  round: number;
  /** The widget's id and its page's origin, by the message that the question was put for. */
  widget: { id: string; origin: string };
  /** The ids of the features whose question has not come by yet. */
  awaited: Set<string>;
  /** Whether the widget's frame has said a word of it. */
  heard: boolean;
}

/** One widget window, and what is known of the host around it. */
export interface WidgetWindow {
  window: Window;
  /** The origin its page had when it last asked; another page there is another widget. */
  origin: string;
  support: HostSupport<KeptMessage>;
  /** The last question to the host. */
  probe: Probe | undefined;
  /** The secret of the widget's document; empty until its script has told it. */
  nonce: string;
  /** What the background says to it that the two documents are one widget and its host. */
  tie: Promise<BackgroundAnswer> | undefined;
  /** The requests that were posted to the widget in the host's name; the widget's answers to them are not for the host. */
  delivered: Set<unknown>;
  /** By request id, what the widget's frame is to post again and has not yet, and the actions that were refused meanwhile. */
  reposted: Map<unknown, "awaited" | "given-up">;
  /** By request id, what the widget's frame is to have done and has not answered yet. */
  performing: Set<unknown>;
}

/** The widgets of this page, told apart by window. What a message says of its widget's id tells nothing apart. */
const widgetWindows = new WeakMap<Window, WidgetWindow>();

/** @returns what is known of a window, if it has been heard before */
export function knownWidgetWindow(window: Window): WidgetWindow | undefined {
  return widgetWindows.get(window);
}

/** @returns what is known of a window, from now on */
export function widgetWindowFor(window: Window): WidgetWindow {
  const known = widgetWindows.get(window);
  if (known) return known;
  const fresh = { origin: "", support: unasked<KeptMessage>(), ...newDocument() };
  const created: WidgetWindow = { window, ...fresh, delivered: new Set() };
  widgetWindows.set(window, created);
  return created;
}

/** What is known of a document that nothing has been heard of: the window's last one is no matter any more. */
export function newDocument(): Pick<WidgetWindow, "probe" | "nonce" | "tie" | "reposted" | "performing"> {
  return { probe: undefined, nonce: "", tie: undefined, reposted: new Map(), performing: new Set() };
}

/** @returns the window that speaks, if it is a frame of this very page; no other is a widget of it */
export function senderOf({ source }: MessageEvent): Window | undefined {
  const speaker = source as Window | null;
  return placeOf(speaker) === "child" ? (speaker as Window) : undefined;
}
