import { isDelayedCapability, partCapabilities } from "../delayed-events/capabilities.ts";
import {
  type Effect,
  type Step,
  verdictIs,
  widgetAsks,
  widgetLoaded,
  widgetReplaced,
} from "../host-support/host-support.ts";
import { isProbe, PATIENT_PROBE_WITHIN, PROBE_WITHIN } from "../host-support/probe.ts";
import { standInFor } from "../host-support/stand-ins.ts";
import {
  askingFor,
  type CapabilitiesMessage,
  capabilitiesAsked,
  NOTIFY_CAPABILITIES,
} from "../widget-api/capabilities.ts";
import { uuid } from "../widget-api/uuid.ts";
import { isLate } from "./arrival.ts";
import { askAgain } from "./background-link.ts";
import { type FromHostFrame, type FromWidgetFrame, post } from "./frame-link.ts";
import { pathOf } from "./frame-path.ts";
import { type FromWidget, type Kept, knownLink, type Link, linkTo, widgetWindow } from "./link.ts";
import type { Role } from "./listen.ts";
import { patience } from "./patience.ts";
import { performFor, refuse } from "./stand-in.ts";
import { whereaboutsOf } from "./whereabouts.ts";

/** How long the background, and then the script in a widget's frame, may take for their first word, in milliseconds. */
const WORD_WITHIN = 1_500;
/** The same where that script has said before that it is there: it, or a background that has to start, is busy. */
const WORD_OF_KNOWN_WITHIN = 3_000;
/** How long the background may take to hear what the host is not told, in milliseconds. */
const HIDDEN_WITHIN = 1_500;
/** How long in all until the widget's messages go on, in milliseconds: its host waits 10 s for the capabilities. */
const HELD_AT_MOST = 9_000;

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
    return knownLink(widget)?.delivered.delete(message.requestId) ?? false;
  const asked = isAction ? undefined : capabilitiesAsked(message as CapabilitiesMessage);
  if (!isAction && !asked?.some(isDelayedCapability)) return false;
  const link = linkTo(widget);
  if (link.origin !== event.origin)
    Object.assign(link, { origin: event.origin, nonce: "", support: widgetReplaced(link.support) });
  const kept = { message, origin: event.origin, at: Date.now() };
  const isKept = follow(
    link,
    widgetAsks(link.support, { kind: isAction ? "action" : "capabilities", message: kept }),
  );
  if (isAction && !isKept)
    post(widget, { postdate: "passed", requestId: message.requestId, at: kept.at }, event.origin);
  return isKept;
}

function hearWidgetFrame(event: MessageEvent, data: FromWidgetFrame | FromHostFrame): void {
  const widget = widgetWindow(event);
  if (!widget) return;
  const link = linkTo(widget);
  if (data.postdate === "here")
    Object.assign(link, { origin: event.origin, nonce: "", support: widgetLoaded(link.support) });
  else if (data.postdate === "probing" && data.nonce === link.nonce) link.answering = true;
  else if (data.postdate === "silent" && data.nonce === link.nonce)
    post(widget, { postdate: "silence-heard", nonce: data.nonce }, event.origin);
  else if (data.postdate === "probed" && data.nonce === link.nonce)
    follow(link, verdictIs(link.support, link.support.round, data.verdict));
  else if (data.postdate === "deliver" && data.nonce !== "" && data.nonce === link.nonce) {
    const { action, requestId } = data.message as { action?: unknown; requestId?: unknown };
    if (action === NOTIFY_CAPABILITIES) link.delivered.add(requestId);
    post(widget, data.message, event.origin);
  }
}

function follow(link: Link, { support, keep, effects }: Step<Kept>): boolean {
  link.support = support;
  for (const effect of effects) carryOut(link, effect);
  return keep;
}

function carryOut(link: Link, effect: Effect<Kept>): void {
  if (effect.do === "ask") {
    void ask(link, effect);
    return;
  }
  const { message, origin, at } = effect.message;
  if (effect.do === "repost") post(link.window, { postdate: "repost", message, at }, origin);
  else if (effect.do === "repost-without") void repostWithout(link, effect.message);
  else if (effect.do === "perform") void performFor(link.window, message, { origin, nonce: link.nonce, at });
  else refuse(link.window, message, origin);
}

/**
 * Has the script in the widget's frame ask the host, once the background knows which widget this is. Where the background is
 * silent, or says no, the host is asked all the same: one that knows needs neither. Where nothing comes of it in time, nothing
 * is held any longer.
 */
async function ask(link: Link, { round, patient }: { round: number; patient: boolean }): Promise<void> {
  const [first] = link.support.held;
  if (!first) return;
  const { message, origin, at } = first.message;
  const widgetId = typeof message.widgetId === "string" ? message.widgetId : "";
  // One name for one load, however often it is asked about: what was approved and granted under it stays.
  const nonce = link.nonce || uuid();
  Object.assign(link, { nonce, answering: false });
  const giveUp = () => follow(link, verdictIs(link.support, round, "unreachable"));
  const within = link.support.reachable ? WORD_OF_KNOWN_WITHIN : WORD_WITHIN;
  const sighting = {
    ask: "widget-seen",
    nonce,
    path: pathOf(link.window),
    late: isLate(),
    widget: { id: widgetId, origin },
    whereabouts: whereaboutsOf(link.window),
  } as const;
  await askAgain(() => sighting, within);
  if (link.nonce !== nonce) return;
  post(link.window, { postdate: "probe", nonce, widgetId, patient }, origin);
  await patience(Math.min(within, timeToHold(at)));
  if (!link.answering) giveUp();
  await patience(Math.min(patient ? PATIENT_PROBE_WITHIN : PROBE_WITHIN, timeToHold(at)));
  giveUp();
}

/**
 * The host is told less than the widget said. The background hears of the rest before the host can answer, so that the user is
 * asked meanwhile; where it does not, the widget's frame's script tells it with the host's answer.
 */
async function repostWithout(link: Link, { message: original, origin, at }: Kept): Promise<void> {
  const { nonce } = link;
  const { delayed, others } = partCapabilities(capabilitiesAsked(original as CapabilitiesMessage) ?? []);
  const message = askingFor(original as CapabilitiesMessage, others);
  const hidden = { ask: "hidden", nonce, capabilities: delayed } as const;
  await askAgain(() => hidden, Math.min(HIDDEN_WITHIN, timeToHold(at)));
  if (link.nonce === nonce) post(link.window, { postdate: "repost-without", message, original }, origin);
}

/** How long what came at that time (epoch ms) may still be held, in milliseconds. */
function timeToHold(at: number): number {
  return at + HELD_AT_MOST - Date.now();
}
