import { featuresWanted } from "../features/capabilities.ts";
import type { Feature } from "../features/feature.ts";
import { actionFor, featureOf, featuresNeeded, isProbedOnce } from "../features/features.ts";
import type { FromHostFrame, FromWidgetFrame } from "../host-support/between-frames.ts";
import { widgetAsks, widgetLoaded, widgetReplaced } from "../host-support/host-support.ts";
import { probeOf } from "../host-support/probe.ts";
import {
  type CapabilitiesMessage,
  capabilitiesAsked,
  NOTIFY_CAPABILITIES,
} from "../widget-api/capabilities.ts";
import { readWidgetMessage, type WidgetRequest } from "../widget-api/message.ts";
import { SUPPORTED_API_VERSIONS, versionsIn } from "../widget-api/versions.ts";
import { applyStep, onProbed, onTied } from "./apply-step.ts";
import { askBackground } from "./ask-background.ts";
import { isLate } from "./injected-once.ts";
import type { Role } from "./listen.ts";
import { refuse } from "./perform.ts";
import { post } from "./post.ts";
import {
  type FromWidget,
  knownWidgetWindow,
  newDocument,
  senderOf,
  type WidgetWindow,
  widgetWindowFor,
} from "./widget-windows.ts";
import { placeOf } from "./windows.ts";

/** What the script in a host's frame does. */
export const hostRole: Role = {
  hear: (event, heard) =>
    // A page can make events up; they never came from a widget.
    event.isTrusted &&
    (heard.kind === "widget-request" || heard.kind === "widget-reply") &&
    hearWidget(event, heard),
  hearScript: (event, said) => {
    if (event.isTrusted) hearWidgetFrame(event, said);
  },
};

function hearWidget(event: MessageEvent, { kind, message }: FromWidget): boolean {
  const action = kind === "widget-request" ? actionFor(message) : undefined;
  const source = senderOf(event);
  if (!source) return action !== undefined && keepFromHost(event, message);
  const known = knownWidgetWindow(source);
  if (known && isOwnProbe(known, message)) return false;
  if (known && isGivenUp(known, message)) return true;
  if (kind === "widget-reply" && message.action === NOTIFY_CAPABILITIES)
    return known?.delivered.delete(message.requestId) ?? false;
  if (message.action === SUPPORTED_API_VERSIONS) {
    // A host that has been listening longer than this script may have answered already.
    if (known?.support.reachable && !isLate()) tellPassed(source, event, message);
    return false;
  }
  const wants = action
    ? featuresNeeded(action, message as WidgetRequest, isLate())
    : featuresWanted(capabilitiesAsked(message as CapabilitiesMessage) ?? []);
  // A host that has been listening longer than this script has already heard the capabilities.
  if (wants.length === 0 || (!action && isLate())) return false;
  const widget = widgetWindowFor(source);
  if (widget.origin !== event.origin)
    Object.assign(widget, {
      origin: event.origin,
      ...newDocument(),
      support: widgetReplaced(widget.support),
    });
  const kept = { message, origin: event.origin, at: Date.now() };
  const mayPass = action !== undefined && passes(featureOf(action), widget);
  const kindOf = action ? "action" : "capabilities";
  const isKept = applyStep(
    widget,
    widgetAsks(widget.support, { kind: kindOf, wants, mayPass, message: kept }),
  );
  if (action && !isKept) tellPassed(source, event, message);
  if (!action && !isKept) leaveToHost(widget, wants);
  if (!action && !isKept && !widget.support.reachable) tellUnreached(event.origin);
  return isKept;
}

/** Says whether a feature's action may pass before the verdict on the host. */
function passes({ whileUnknown }: Feature, { support }: WidgetWindow): boolean {
  return whileUnknown === "pass" || (whileUnknown === "ask" && (isLate() || !support.reachable));
}

/** The origins of widgets that were reported to the background: their frames have no script that could probe. */
const unreached = new Set<string>();

function tellUnreached(widget: string): void {
  if (!unreached.has(widget)) void askBackground({ ask: "unreached", widget }, 0);
  unreached.add(widget);
}

/** Notes that the host heard the capabilities of these features before any probe, unless it is known to know them. */
function leaveToHost({ knew, told }: WidgetWindow, features: string[]): void {
  for (const feature of features) if (isProbedOnce(feature) && !knew.has(feature)) told.add(feature);
}

/**
 * Tells the script in the widget's frame that a request goes on to the host; that script hears the host's answer first.
 */
function tellPassed(source: Window, { origin }: MessageEvent, { requestId }: FromWidget["message"]): void {
  post(source, { postdate: "passed", requestId, at: Date.now() }, origin);
}

/**
 * Keeps a feature's action from the host if its sender is not a widget of this page: a frame inside a widget's frame,
 * the page that opened this one, or a window that is gone. The host does not check which window sent it, and would
 * perform it.
 */
function keepFromHost({ source, origin }: MessageEvent, message: FromWidget["message"]): boolean {
  if (placeOf(source as Window | null) === "deeper")
    refuse(source as Window, message as WidgetRequest, origin);
  return true;
}

/** Says whether a message is a probe from the script in the widget's frame, sent at our request. Each passes once. */
function isOwnProbe({ probe }: WidgetWindow, message: FromWidget["message"]): boolean {
  const feature = probe && message.api === "fromWidget" ? probeOf(message, probe.id) : undefined;
  return feature !== undefined && probe?.awaited.delete(feature.id) === true;
}

/**
 * Notes that the widget's frame has reposted a message.
 * @returns whether the repost is too late: the message was refused meanwhile, or the host has heard it anyway
 */
function isGivenUp({ reposted }: WidgetWindow, { requestId }: FromWidget["message"]): boolean {
  const state = reposted.get(requestId);
  reposted.delete(requestId);
  return state === "given-up";
}

function hearWidgetFrame(event: MessageEvent, data: FromWidgetFrame | FromHostFrame): void {
  const source = senderOf(event);
  if (!source) return;
  const widget = widgetWindowFor(source);
  if (data.postdate === "here") {
    Object.assign(widget, { origin: event.origin, ...newDocument(), support: widgetLoaded(widget.support) });
    return;
  }
  const { probe } = widget;
  if (data.postdate === "versions") {
    if (isVersions(data.message)) post(source, data.message, event.origin);
  } else if (data.postdate === "deliver") {
    if (data.nonce !== "" && data.nonce === widget.nonce) deliver(widget, data.message, event.origin);
  } else if (!probe || !("id" in data) || data.id !== probe.id) return;
  else if (data.postdate === "probing") probe.heard = true;
  else if (data.postdate === "tied") onTied(widget, probe, data.nonce);
  else if (data.postdate === "silent")
    post(source, { postdate: "silence-heard", id: probe.id }, event.origin);
  else if (data.postdate === "probed") void onProbed(widget, probe, data);
}

/** Says whether a message is a host's list of versions. Nothing else may be posted without a nonce. */
function isVersions(message: object): boolean {
  const heard = readWidgetMessage(message);
  return heard?.kind === "host-reply" && versionsIn(heard.message) !== undefined;
}

/** Posts a message to the widget in the host's name, at the request of the script in the widget's frame. */
function deliver({ window, delivered, performing }: WidgetWindow, message: object, origin: string): void {
  const { action, requestId } = message as { action?: unknown; requestId?: unknown };
  if (action === NOTIFY_CAPABILITIES) delivered.add(requestId);
  performing.delete(requestId);
  post(window, message, origin);
}
