import { partCapabilities } from "../features/capabilities.ts";
import { actionFor } from "../features/features.ts";
import type { FromHostFrame, FromWidgetFrame } from "../host-support/between-frames.ts";
import { type Effect, type Step, type Verdict, verdictIs } from "../host-support/host-support.ts";
import { PATIENT_PROBE_WITHIN, PROBE_WITHIN, probeId } from "../host-support/probe.ts";
import { askingFor, type CapabilitiesMessage, capabilitiesAsked } from "../widget-api/capabilities.ts";
import type { WidgetRequest } from "../widget-api/message.ts";
import { askAgain, askBackground } from "./ask-background.ts";
import { embeddingOf } from "./embedding.ts";
import { isLate } from "./injected-once.ts";
import { letHostHear } from "./page-world/signals.ts";
import { post } from "./post.ts";
import { postHere } from "./post-here.ts";
import { responsive } from "./responsive-timer.ts";
import { performFor, refuse, timeLeft } from "./stand-in.ts";
import type { Kept, Link, Probe } from "./widget-windows.ts";

type Asking = Extract<Effect<Kept>, { do: "ask" }>;
type Probed = Extract<FromWidgetFrame, { postdate: "probed" }>;

/** How long the script in a widget's frame may take for its first word, in milliseconds. */
const WORD_WITHIN = 1_500;
/** The same where that script has said before that it is there: it is busy. */
const WORD_OF_KNOWN_WITHIN = 3_000;
/** How long the background may take to hear that two documents are one widget and its host, in milliseconds. */
const TIED_WITHIN = 3_000;
/** How long the background may take to hear what the host is not told, in milliseconds. */
const HIDDEN_WITHIN = 1_500;
/** How long the background may take to say whether this site is on, in milliseconds. */
const SITE_WITHIN = 1_000;
/** How long in all until the widget's messages go on, in milliseconds: its host waits 10 s for the capabilities. */
const HELD_AT_MOST = 9_000;
/** How long the widget's frame may take to post a message again, in milliseconds. */
const REPOSTED_WITHIN = 4_000;

/** Does what the state machine says. @returns whether the message that it was asked about is kept */
export function follow(link: Link, { support, keep, effects }: Step<Kept>): boolean {
  for (const feature of support.knows) if (!link.support.knows.includes(feature)) letHostHear(feature);
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
  if (effect.do === "repost") repost(link, effect.message, { postdate: "repost", message, at });
  else if (effect.do === "repost-without") void repostWithout(link, effect.message, effect.missing);
  else if (effect.do === "perform") perform(link, effect.message);
  else refuse(link.window, message, origin);
}

/** Has the script in the widget's frame ask the host. Where nothing comes of it in time, nothing is held any longer. */
async function ask(link: Link, { round, features, patient }: Asking): Promise<void> {
  const [first] = link.support.held;
  if (!first) return;
  const { message, origin, at } = first.message;
  const widgetId = typeof message.widgetId === "string" ? message.widgetId : "";
  const widget = { id: widgetId, origin };
  const probe = { id: probeId(), round, widget, awaited: new Set(features), heard: false };
  link.probe = probe;
  const giveUp = () => {
    if (link.probe === probe) follow(link, verdictIs(link.support, round, "unreachable"));
  };
  const within = link.support.reachable ? WORD_OF_KNOWN_WITHIN : WORD_WITHIN;
  post(link.window, { postdate: "probe", id: probe.id, features, widgetId, patient }, origin);
  await responsive(Math.min(within, timeToHold(at)));
  if (!probe.heard) giveUp();
  await responsive(Math.min((patient ? PATIENT_PROBE_WITHIN : PROBE_WITHIN) + TIED_WITHIN, timeToHold(at)));
  giveUp();
}

/** The widget's document has told its secret: the background hears from this one that the two belong together. */
export function tie(link: Link, { id, widget }: Probe, nonce: string): void {
  link.nonce = nonce;
  const embedding = embeddingOf(link.window);
  const sighting = { ask: "widget-seen", nonce, late: isLate(), widget, embedding } as const;
  link.tie = askAgain(() => sighting, TIED_WITHIN);
  void link.tie.then(({ value }) => {
    if (value === true) post(link.window, { postdate: "tie-heard", id }, widget.origin);
  });
}

/**
 * The script in the widget's frame says what it has heard of the host. Of one that knows, the background hears before the host has
 * anything to do: it is to take over what that fails at.
 */
export async function judge(link: Link, probe: Probe, probed: Probed): Promise<void> {
  const verdict = await verdictOf(link, probed);
  const judged = () => verdictIs(link.support, probe.round, verdict);
  const { nonce } = link;
  const features = [...judged().support.knows];
  if (nonce && features.length > 0 && (await link.tie)?.value === true)
    await askAgain(() => ({ ask: "host-knows", nonce, features }), TIED_WITHIN);
  if (link.probe === probe) follow(link, judged());
}

/**
 * What the script in the widget's frame has heard, as far as it counts. The nonce that the background has tied to this page proves
 * that it is the script. A host that knows is left its job also where the background is silent, or the site was switched off
 * under this page. Else it may be any page that speaks, and a nonce may be of its own making: then that counts only where
 * nobody could have given one.
 */
async function verdictOf(link: Link, { lacks, nonce = "" }: Probed): Promise<Verdict> {
  const isNamed = nonce !== "" && nonce === link.nonce;
  const tied = isNamed ? await link.tie : undefined;
  if (tied?.value === true) return lacks;
  if (lacks.length > 0) return "unreachable";
  if (tied && tied.kind !== "answered") return lacks;
  const { value } = await askBackground({ ask: "site-on" }, SITE_WITHIN);
  return value === true ? "unreachable" : lacks;
}

/** The background does it: for the host's frame, or for the widget's own where an origin tells nothing. */
function perform(link: Link, { message, origin, at }: Kept): void {
  const { window, nonce, performing } = link;
  if (origin !== "null") {
    void performFor(window, message, { origin, nonce, at });
    return;
  }
  const { requestId } = message;
  performing.add(requestId);
  post(window, { postdate: "perform", message, at }, origin);
  void responsive(timeToAnswer(message, at)).then(() => {
    if (link.performing === performing && performing.delete(requestId)) refuse(window, message, origin);
  });
}

/**
 * The host is told less than the widget said. The background hears of the rest before the host can answer, so that the user is
 * asked meanwhile; where it does not, the widget's frame's script tells it with the host's answer.
 */
async function repostWithout(link: Link, kept: Kept, missing: readonly string[]): Promise<void> {
  const { nonce } = link;
  const original = kept.message as CapabilitiesMessage;
  const { ours, others } = partCapabilities(capabilitiesAsked(original) ?? [], missing);
  const message = askingFor(original, others);
  const hidden = { ask: "hidden", nonce, capabilities: ours } as const;
  if (nonce) await askAgain(() => hidden, Math.min(HIDDEN_WITHIN, timeToHold(kept.at)));
  if (link.nonce === nonce)
    repost(link, { ...kept, message }, { postdate: "repost-without", message, original });
}

/**
 * Has the widget's frame post a message again. Where it does not, the host hears of the capabilities all the same, by an event that
 * is made up here; a delayed action is refused, and should it come by later, it is kept.
 */
function repost(link: Link, { message, origin, at }: Kept, wish: FromHostFrame): void {
  const { window, reposted, probe } = link;
  const { requestId } = message;
  const isAction = actionFor(message as WidgetRequest) !== undefined;
  const within = isAction ? timeToAnswer(message, at) : Math.min(REPOSTED_WITHIN, timeToHold(at));
  reposted.set(requestId, "awaited");
  post(window, wish, origin);
  void responsive(probe?.heard || isAction ? within : 0).then(() => {
    if (link.reposted !== reposted || reposted.get(requestId) !== "awaited") return;
    reposted.set(requestId, "given-up");
    if (isAction) refuse(window, message, origin);
    else postHere(message, origin, window);
  });
}

/** How long a delayed action that was asked for at that time (epoch ms) may still be without an answer, in milliseconds. */
function timeToAnswer(message: Kept["message"], at: number): number {
  const action = actionFor(message as WidgetRequest);
  return action ? timeLeft(action, at) : 0;
}

/** How long what came at that time (epoch ms) may still be held, in milliseconds. */
function timeToHold(at: number): number {
  return at + HELD_AT_MOST - Date.now();
}
