import { type HostSupport, unasked } from "../host-support/host-support.ts";
import type { WidgetMessage } from "../widget-api/message.ts";
import { isGone } from "./frame-link.ts";
import { isWithin } from "./frame-path.ts";

export type FromWidget = Extract<WidgetMessage, { kind: "widget-request" | "widget-reply" }>;

/** A message of the widget that is kept, with where it came from and when (epoch ms). */
export interface Kept {
  message: FromWidget["message"];
  origin: string;
  at: number;
}

/** One widget window, and what is known of the host around it. */
export interface Link {
  window: Window;
  /** The origin its page had when it last asked; another page there is another widget. */
  origin: string;
  support: HostSupport<Kept>;
  /** Names the widget's present load to the background; empty until something has been asked. */
  nonce: string;
  /** Whether the widget's frame has said a word since the last probe was sent to it. */
  answering: boolean;
  /** The requests that were posted to the widget in the host's name; the widget's answers to them are not for the host. */
  delivered: Set<unknown>;
}

/** The widgets of this page, told apart by window. What a message says of its widget's id tells nothing apart. */
const links = new WeakMap<Window, Link>();

/** @returns what is known of a window, if it has been heard before */
export function knownLink(window: Window): Link | undefined {
  return links.get(window);
}

/** @returns what is known of a window, from now on */
export function linkTo(window: Window): Link {
  const known = links.get(window);
  if (known) return known;
  const fresh = { origin: "", support: unasked<Kept>(), nonce: "", answering: false };
  const link: Link = { window, ...fresh, delivered: new Set() };
  links.set(window, link);
  return link;
}

/** @returns the window that speaks, if it is in a frame here; who has opened this page, or is around it, is no widget of it */
export function widgetWindow({ source }: MessageEvent): Window | undefined {
  const speaker = source as Window | null;
  if (!speaker || isGone(speaker) || speaker === window) return undefined;
  return isWithin(speaker, window) ? speaker : undefined;
}
