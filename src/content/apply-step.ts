import { splitCapabilities } from "../features/capabilities.ts";
import { actionFor, isProbedOnce } from "../features/features.ts";
import type { FromHostFrame, FromWidgetFrame } from "../host-support/between-frames.ts";
import { type Effect, type Step, type Verdict, verdictIs } from "../host-support/host-support.ts";
import { PATIENT_PROBE_WITHIN, PROBE_WITHIN, probeId } from "../host-support/probe.ts";
import { askingFor, type CapabilitiesMessage, capabilitiesAsked } from "../widget-api/capabilities.ts";
import type { WidgetRequest } from "../widget-api/message.ts";
import { askAgain, askBackground } from "./ask-background.ts";
import { embeddingOf } from "./embedding.ts";
import { isLate } from "./injected-once.ts";
import { letHostHear } from "./page-world/signals.ts";
import { performFor, refuse, timeLeft } from "./perform.ts";
import { post } from "./post.ts";
import { postHere } from "./post-here.ts";
import { whileResponsive } from "./responsive-timer.ts";
import type { KeptMessage, Probe, WidgetWindow } from "./widget-windows.ts";

type AskEffect = Extract<Effect<KeptMessage>, { do: "ask" }>;
type ProbedMessage = Extract<FromWidgetFrame, { postdate: "probed" }>;

/** How long the script in a widget's frame may take to send its first message, in milliseconds. */
const WORD_WITHIN = 1_500;
/** The same for a script that has sent messages before, and so is only busy. In milliseconds. */
const WORD_OF_KNOWN_WITHIN = 3_000;
/** How long the background may take to accept that two documents are a widget and its host, in milliseconds. */
const TIED_WITHIN = 3_000;
/** How long the background may take to note which capabilities are hidden from the host, in milliseconds. */
const HIDDEN_WITHIN = 1_500;
/** How long the background may take to say whether this site is on, in milliseconds. */
const SITE_WITHIN = 1_000;
/** How long the widget's messages are held at most, in milliseconds: the host waits 10 s for the capabilities. */
const HELD_AT_MOST = 9_000;
/** How long the widget's frame may take to repost a message, in milliseconds. */
const REPOSTED_WITHIN = 4_000;

/** Applies a step of the state machine. @returns whether the message that caused it is kept from the host */
export function applyStep(widget: WidgetWindow, { support, keep, effects }: Step<KeptMessage>): boolean {
  for (const feature of support.knows) {
    if (!widget.support.knows.includes(feature)) letHostHear(feature);
    if (!widget.told.has(feature)) widget.knew.add(feature);
  }
  widget.support = support;
  for (const effect of effects) runEffect(widget, effect);
  return keep;
}

function runEffect(widget: WidgetWindow, effect: Effect<KeptMessage>): void {
  if (effect.do === "ask") {
    void ask(widget, effect);
    return;
  }
  const { message, origin, at } = effect.message;
  if (effect.do === "repost") repost(widget, effect.message, { postdate: "repost", message, at });
  else if (effect.do === "repost-without") void repostWithout(widget, effect.message, effect.missing);
  else if (effect.do === "perform") perform(widget, effect.message);
  else refuse(widget.window, message as WidgetRequest, origin);
}

/** Has the script in the widget's frame probe the host. If no answer comes in time, nothing is held any longer. */
async function ask(widget: WidgetWindow, { round, features, patient }: AskEffect): Promise<void> {
  const [first] = widget.support.held;
  if (!first) return;
  const { message, origin, at } = first.message;
  const widgetId = typeof message.widgetId === "string" ? message.widgetId : "";
  const probe = {
    id: probeId(),
    round,
    widget: { id: widgetId, origin },
    awaited: new Set(features),
    heard: false,
  };
  widget.probe = probe;
  const giveUp = () => {
    if (widget.probe === probe) applyStep(widget, verdictIs(widget.support, round, "unreachable"));
  };
  const within = widget.support.reachable ? WORD_OF_KNOWN_WITHIN : WORD_WITHIN;
  post(widget.window, { postdate: "probe", id: probe.id, features, widgetId, patient }, origin);
  await whileResponsive(Math.min(within, timeToHold(at)));
  if (!probe.heard) giveUp();
  await whileResponsive(
    Math.min((patient ? PATIENT_PROBE_WITHIN : PROBE_WITHIN) + TIED_WITHIN, timeToHold(at)),
  );
  giveUp();
}

/** The widget's document has sent its secret. This document tells the background that the two belong together. */
export function onTied(widget: WidgetWindow, probe: Probe, nonce: string): void {
  widget.nonce = nonce;
  const embedding = embeddingOf(widget.window);
  const sighting = { ask: "widget-seen", nonce, late: isLate(), widget: probe.widget, embedding } as const;
  widget.tie = askAgain(() => sighting, TIED_WITHIN);
  void widget.tie.then(({ value }) => {
    if (value === true) post(widget.window, { postdate: "tie-heard", id: probe.id }, probe.widget.origin);
  });
}

/**
 * The script in the widget's frame reports what it heard from the host. If the host knows a feature, the background is
 * told before the host gets anything to do: the background must be ready to take over an action at which the host
 * fails.
 */
export async function onProbed(widget: WidgetWindow, probe: Probe, probed: ProbedMessage): Promise<void> {
  const verdict = await verdictOf(widget, probed);
  const judged = () => verdictIs(widget.support, probe.round, verdict);
  const { nonce } = widget;
  const features = judged().support.knows.filter((feature) => !widget.told.has(feature));
  if (nonce && features.length > 0 && (await widget.tie)?.value === true)
    await askAgain(() => ({ ask: "host-knows", nonce, features }), TIED_WITHIN);
  if (widget.probe === probe) applyStep(widget, judged());
}

/**
 * How far the report counts. A nonce that the background has tied to this page proves that the script in the widget's
 * frame sent the report. A host that knows the features keeps its job even if the background is silent, or if the site
 * was switched off under this page. Otherwise the sender may be any page, and may have made the nonce up. Such a report
 * counts only if the site is off: there the background confirms no script, so no script could have sent a nonce.
 */
async function verdictOf(widget: WidgetWindow, { lacks: said, nonce = "" }: ProbedMessage): Promise<Verdict> {
  const { knew, told } = widget;
  const lacks = said.filter((id) => !told.has(id) && !(knew.has(id) && isProbedOnce(id)));
  const isNamed = nonce !== "" && nonce === widget.nonce;
  const tied = isNamed ? await widget.tie : undefined;
  if (tied?.value === true) return lacks;
  if (lacks.length > 0) return "unreachable";
  if (tied && tied.kind !== "answered") return lacks;
  const { value } = await askBackground({ ask: "site-on" }, SITE_WITHIN);
  return value === true ? "unreachable" : lacks;
}

/**
 * Has the background perform the action: for the host's frame, or for the widget's own if its origin identifies
 * nobody.
 */
function perform(widget: WidgetWindow, { message, origin, at }: KeptMessage): void {
  const { window, nonce, performing } = widget;
  if (origin !== "null") {
    void performFor(window, message as WidgetRequest, { origin, nonce, at });
    return;
  }
  const { requestId } = message;
  performing.add(requestId);
  post(window, { postdate: "perform", message, at }, origin);
  void whileResponsive(timeToAnswer(message, at)).then(() => {
    if (widget.performing === performing && performing.delete(requestId))
      refuse(window, message as WidgetRequest, origin);
  });
}

/**
 * Hides some of the widget's capabilities from the host. The background is told of them before the host can answer, so
 * that the user is asked meanwhile. If telling it fails, the script in the widget's frame tells it together with the
 * host's answer.
 */
async function repostWithout(
  widget: WidgetWindow,
  kept: KeptMessage,
  missing: readonly string[],
): Promise<void> {
  const { nonce } = widget;
  const original = kept.message as CapabilitiesMessage;
  const { ours, others } = splitCapabilities(capabilitiesAsked(original) ?? [], missing);
  const message = askingFor(original, others);
  const hidden = { ask: "hidden", nonce, capabilities: ours } as const;
  if (nonce) await askAgain(() => hidden, Math.min(HIDDEN_WITHIN, timeToHold(kept.at)));
  if (widget.nonce === nonce)
    repost(widget, { ...kept, message }, { postdate: "repost-without", message, original });
}

/**
 * Has the widget's frame repost a message. If the frame does not, the host still hears the capabilities, by a synthetic
 * event. A delayed action is refused instead, and kept from the host if it still arrives later.
 */
function repost(widget: WidgetWindow, { message, origin, at }: KeptMessage, wish: FromHostFrame): void {
  const { window, reposted, probe } = widget;
  const { requestId } = message;
  const isAction = actionFor(message as WidgetRequest) !== undefined;
  const within = isAction ? timeToAnswer(message, at) : Math.min(REPOSTED_WITHIN, timeToHold(at));
  reposted.set(requestId, "awaited");
  post(window, wish, origin);
  void whileResponsive(probe?.heard || isAction ? within : 0).then(() => {
    if (widget.reposted !== reposted || reposted.get(requestId) !== "awaited") return;
    reposted.set(requestId, "given-up");
    if (isAction) refuse(window, message as WidgetRequest, origin);
    else postHere(message, origin, window);
  });
}

/**
 * How long the widget can still wait for a delayed action that it asked for at this time (epoch ms), in milliseconds.
 */
function timeToAnswer(message: KeptMessage["message"], at: number): number {
  const action = actionFor(message as WidgetRequest);
  return action ? timeLeft(action, at) : 0;
}

/** How long a message that arrived at this time (epoch ms) may still be held, in milliseconds. */
function timeToHold(at: number): number {
  return at + HELD_AT_MOST - Date.now();
}
