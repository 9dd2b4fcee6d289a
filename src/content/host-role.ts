import { isDelayedCapability, partCapabilities } from "../delayed-events/capabilities.ts";
import {
  type Effect,
  type HostSupport,
  type Step,
  unasked,
  type Verdict,
  verdictIs,
  widgetAsks,
  widgetLoaded,
} from "../host-support/host-support.ts";
import { isProbe, PROBE_WITHIN } from "../host-support/probe.ts";
import { standInFor } from "../host-support/stand-ins.ts";
import {
  askingFor,
  type CapabilitiesMessage,
  capabilitiesAsked,
  NOTIFY_CAPABILITIES,
} from "../widget-api/capabilities.ts";
import type { WidgetMessage } from "../widget-api/message.ts";
import { uuid } from "../widget-api/uuid.ts";
import { isLate } from "./arrival.ts";
import { askBackground } from "./background-link.ts";
import { type FromHostFrame, type FromWidgetFrame, isGone, post } from "./frame-link.ts";
import { isWithin, pathOf } from "./frame-path.ts";
import type { Role } from "./listen.ts";
import { performFor, refuse } from "./stand-in.ts";
import { whereaboutsOf } from "./whereabouts.ts";

type FromWidget = Extract<WidgetMessage, { kind: "widget-request" | "widget-reply" }>;

/** A message of the widget that is kept, with where it came from. */
interface Kept {
  message: FromWidget["message"];
  origin: string;
}

/** One widget window, and what is known of the host around it. */
interface Link {
  window: Window;
  /** The origin its page had when it last asked; another page there is another widget. */
  origin: string;
  support: HostSupport<Kept>;
  /** Names the widget's present load to the background, once something has been asked. */
  nonce: string;
  /** Whether the widget's frame has said a word since the last probe was sent to it. */
  answering: boolean;
  /** The requests that were posted to the widget in the host's name; the widget's answers to them are not for the host. */
  delivered: Set<unknown>;
}

/** How long the script in a widget's frame may take to say that it is there, in milliseconds. */
const REACHABLE_WITHIN = 1_500;

/** How long it may take until it knows what the host answered, in milliseconds. */
const ANSWERED_WITHIN = PROBE_WITHIN + REACHABLE_WITHIN;

/** The widgets of this page, told apart by window. What a message says of its widget's id tells nothing apart. */
const links = new WeakMap<Window, Link>();

/** What the script in a host's frame does. */
export const hostRole: Role = {
  hear: (event, heard) =>
    (heard.kind === "widget-request" || heard.kind === "widget-reply") && hearWidget(event, heard),
  hearScript: hearWidgetFrame,
};

function hearWidget(event: MessageEvent, { kind, message }: FromWidget): boolean {
  const isAction = kind === "widget-request" && !isProbe(message) && standInFor(message) !== undefined;
  const widget = widgetWindow(event);
  // A widget that is gone gets no answer, and nothing is done for it; its host would still act on what it said.
  if (!widget) return isAction;
  if (kind === "widget-reply" && message.action === NOTIFY_CAPABILITIES)
    return links.get(widget)?.delivered.delete(message.requestId) ?? false;
  const asked = isAction ? undefined : capabilitiesAsked(message as CapabilitiesMessage);
  if (!isAction && !asked?.some(isDelayedCapability)) return false;
  const link = linkTo(widget);
  if (link.origin !== event.origin)
    Object.assign(link, { origin: event.origin, support: unasked(false, link.support.round) });
  const kept = { message, origin: event.origin };
  return follow(
    link,
    widgetAsks(link.support, { kind: isAction ? "action" : "capabilities", message: kept }),
  );
}

function hearWidgetFrame(event: MessageEvent, data: FromWidgetFrame | FromHostFrame): void {
  const widget = widgetWindow(event);
  if (!widget) return;
  const link = linkTo(widget);
  if (data.postdate === "here")
    Object.assign(link, { origin: event.origin, support: widgetLoaded(link.support) });
  else if (data.postdate === "probing" && data.nonce === link.nonce) link.answering = true;
  else if (data.postdate === "probed" && data.nonce === link.nonce)
    follow(link, verdictIs(link.support, link.support.round, data.verdict));
  else if (data.postdate === "deliver" && data.nonce !== "" && data.nonce === link.nonce) {
    const { action, requestId } = data.message as { action?: unknown; requestId?: unknown };
    if (action === NOTIFY_CAPABILITIES) link.delivered.add(requestId);
    post(widget, data.message, event.origin);
  }
}

/** @returns the window that speaks, if it is in a frame here; who has opened this page, or is around it, is no widget of it */
function widgetWindow({ source }: MessageEvent): Window | undefined {
  const speaker = source as Window | null;
  if (!speaker || isGone(speaker) || speaker === window) return undefined;
  return isWithin(speaker, window) ? speaker : undefined;
}

function linkTo(window: Window): Link {
  const known = links.get(window);
  if (known) return known;
  const link: Link = {
    window,
    origin: "",
    support: unasked(),
    nonce: "",
    answering: false,
    delivered: new Set(),
  };
  links.set(window, link);
  return link;
}

function follow(link: Link, { support, keep, effects }: Step<Kept>): boolean {
  link.support = support;
  for (const effect of effects) carryOut(link, effect);
  return keep;
}

function carryOut(link: Link, effect: Effect<Kept>): void {
  if (effect.do === "ask") {
    void ask(link, effect.round);
    return;
  }
  const { message, origin } = effect.message;
  if (effect.do === "repost") post(link.window, { postdate: "repost", message }, origin);
  else if (effect.do === "repost-without") void repostWithout(link, message as CapabilitiesMessage, origin);
  else if (effect.do === "perform") void performFor(link.window, message, { origin, nonce: link.nonce });
  else refuse(link.window, message, origin);
}

/** Has the script in the widget's frame ask the host, once the background knows which widget this is. */
async function ask(link: Link, round: number): Promise<void> {
  const [first] = link.support.held;
  if (!first) return;
  const { message, origin } = first.message;
  const widgetId = typeof message.widgetId === "string" ? message.widgetId : "";
  const nonce = uuid();
  Object.assign(link, { nonce, answering: false });
  const settle = (verdict: Verdict) => follow(link, verdictIs(link.support, round, verdict));
  const seen = await askBackground(
    {
      ask: "widget-seen",
      nonce,
      path: pathOf(link.window),
      late: isLate(),
      widget: { id: widgetId, origin },
      whereabouts: whereaboutsOf(link.window),
    },
    REACHABLE_WITHIN,
  );
  if (seen.value !== true) {
    settle("unreachable");
    return;
  }
  post(link.window, { postdate: "probe", nonce, widgetId }, origin);
  setTimeout(() => link.nonce === nonce && !link.answering && settle("unreachable"), REACHABLE_WITHIN);
  setTimeout(() => settle("unreachable"), ANSWERED_WITHIN);
}

/** The host is told less than the widget said: of the rest the background knows before the host can answer. */
async function repostWithout(link: Link, original: CapabilitiesMessage, origin: string): Promise<void> {
  const { delayed, others } = partCapabilities(capabilitiesAsked(original) ?? []);
  const message = askingFor(original, others);
  await askBackground({ ask: "hidden", nonce: link.nonce, capabilities: delayed }, REACHABLE_WITHIN);
  post(link.window, { postdate: "repost-without", message, original }, origin);
}
