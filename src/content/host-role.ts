import { isDelayedCapability, partCapabilities } from "../delayed-events/capabilities.ts";
import {
  type Effect,
  type Step,
  type Verdict,
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

/** How long the script in a widget's frame may take to say that it is there, in milliseconds. */
const REACHABLE_WITHIN = 1_500;

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
    Object.assign(link, { origin: event.origin, support: widgetReplaced(link.support) });
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
    Object.assign(link, { origin: event.origin, support: widgetLoaded(link.support) });
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
  else if (effect.do === "repost-without") void repostWithout(link, message as CapabilitiesMessage, origin);
  else if (effect.do === "perform") void performFor(link.window, message, { origin, nonce: link.nonce, at });
  else refuse(link.window, message, origin);
}

/**
 * Has the script in the widget's frame ask the host, once the background knows which widget this is. Where it does not say in
 * time that it is there, nobody can post the widget's messages again; where it does, and no more, the host counts as silent.
 */
async function ask(link: Link, { round, patient }: { round: number; patient: boolean }): Promise<void> {
  const [first] = link.support.held;
  if (!first) return;
  const { message, origin } = first.message;
  const widgetId = typeof message.widgetId === "string" ? message.widgetId : "";
  const nonce = uuid();
  Object.assign(link, { nonce, answering: false });
  const settle = (verdict: Verdict) => follow(link, verdictIs(link.support, round, verdict));
  const sighting = {
    ask: "widget-seen",
    nonce,
    path: pathOf(link.window),
    late: isLate(),
    widget: { id: widgetId, origin },
    whereabouts: whereaboutsOf(link.window),
  } as const;
  const seen = await askAgain(() => sighting, REACHABLE_WITHIN);
  if (seen.value !== true) {
    settle("unreachable");
    return;
  }
  post(link.window, { postdate: "probe", nonce, widgetId, patient }, origin);
  await patience(REACHABLE_WITHIN);
  if (link.nonce !== nonce) return;
  if (!link.answering) settle("unreachable");
  await patience(patient ? PATIENT_PROBE_WITHIN : PROBE_WITHIN);
  settle("knows-nothing");
}

/** The host is told less than the widget said: of the rest the background knows before the host can answer. */
async function repostWithout(link: Link, original: CapabilitiesMessage, origin: string): Promise<void> {
  const { delayed, others } = partCapabilities(capabilitiesAsked(original) ?? []);
  const message = askingFor(original, others);
  const hidden = { ask: "hidden", nonce: link.nonce, capabilities: delayed } as const;
  await askAgain(() => hidden, REACHABLE_WITHIN);
  post(link.window, { postdate: "repost-without", message, original }, origin);
}
