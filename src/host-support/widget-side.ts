import { featuresWanted } from "../features/capabilities.ts";
import type { Feature } from "../features/feature.ts";
import { actionFor, featureOf } from "../features/features.ts";
import {
  type Approval,
  approvalIn,
  type CapabilitiesMessage,
  capabilitiesAsked,
} from "../widget-api/capabilities.ts";
import { failureIn, saysUnknown } from "../widget-api/errors.ts";
import {
  type HostRequest,
  type Reply,
  replyTo,
  type WidgetMessage,
  type WidgetRequest,
} from "../widget-api/message.ts";
import type { FromHostFrame, FromWidgetFrame } from "./between-frames.ts";
import { PATIENT_PROBE_WITHIN, PROBE_WITHIN, probedFor, probesFor } from "./probe.ts";

/**
 * The widget frame's side of the work, from one load of its page to the next. The script there asks the host what it
 * knows, tells the background which document this is, and hears each of the host's messages before the page does.
 *
 *   nothing asked ─"probe"─▶ asked ────── both halves are there ──────▶ probed ── another answer ──▶ "probed" again
 *                              ▲ any "probe" begins a new round, and the last one is dropped
 *
 *   one half, which of the round's features the host lacks:
 *     waiting ── it answers for each ───────────────────▶ those it does not know
 *        └── time is up: "silent" ── "silence-heard" ───▶ those, and those that it has not answered for
 *
 *   the other half, whether the background knows this document:
 *     introducing ── no ────────────────────────────────▶ introduced
 *        └── yes: known, "tied" ── nothing is untold ───▶ introduced
 *               └── an approval is untold ─▶ telling ───▶ introduced, once it is told or a second is over
 *                                      "tie-heard" ─▶ it is told
 *
 *   a message from the host:
 *     answer to a probe ─────▶ kept
 *     delivered before ──────▶ passes, once
 *     approval, and the host was told less ──────── known ─▶ kept, and delivered with what the user grants
 *                                                └─ not ───▶ passes, and is told to the background later
 *     answer to what it was told less of ────────── known ─▶ kept, and delivered under what the widget had said
 *     its driver's failure, and it was told all ─── known ─▶ kept; the background performs the action
 *     that it does not know a harmless action ───── known ─▶ the same
 *     anything else ─────────▶ passes
 *
 * Principles:
 *  1. The secret is posted only after the background has said yes to a host's origin, only to that origin, and never
 *     if the origin is "null": a window without an origin may show anybody's page.
 *  2. What is delivered comes by here once more. It passes then, and is not handled a second time.
 *  3. An answer belongs to a probe only by its exact id and action. No such answer reaches the page.
 *  4. What is kept from the page is delivered to it in the end, in its final form. Without a secret to prove who
 *     asks, nothing can be delivered, so nothing is kept.
 *  5. A host's silence is no answer until the script in its frame has heard of it: after that, no answer is still on
 *     its way.
 *  6. The sender is settled before: all inputs are trusted events from the parent window, or the background's
 *     answers.
 */
export interface WidgetSide {
  /** Names this document to the background. */
  secret: string;
  /**
   * The host's origin; absent until it has spoken. A page has the same parent document for as long as it is loaded.
   */
  host: string | undefined;
  /**
   * The origin of the host that the background has said yes to; absent until then. Nobody else is told the secret.
   */
  knownTo: string | undefined;
  /** The last round of probes. */
  round: Round | undefined;
  /** The ids of the last rounds: the answer to a probe of any of them is for nobody else. */
  ids: readonly unknown[];
  /** The ids of the features of which the host was told fewer capabilities than the widget asked for. */
  hiding: readonly string[];
  /** The capabilities that the host was not told of, and that the background has yet to hear of. */
  asked: string[];
  /** What the host approved of the rest while the background did not know this document. */
  untold: HostApproval | undefined;
  /** By requestId, what the widget said if the host was told less. */
  originals: ReadonlyMap<unknown, object>;
  /** By requestId, when the widget asked its host for a delayed action (epoch ms). */
  passed: ReadonlyMap<unknown, number>;
  /** By requestId, what is on its way to the widget in its final form. */
  delivered: ReadonlySet<unknown>;
}

/** One round of probes to the host, in the widget's name. */
interface Round {
  id: string;
  /** The ids of the features that the round is about, and the host's answers so far, by feature id. */
  features: readonly string[];
  knows: ReadonlyMap<string, boolean>;
  /** The features that the host counts as lacking; absent while its answers are awaited. */
  lacks?: readonly string[];
  /** The state of the other half. */
  introduction: "introducing" | "telling" | "introduced";
}

/** The message in which a host says what it approved, and its content. */
interface HostApproval {
  request: HostRequest;
  approval: Approval;
}

/** An approval to tell the background, with what the host was not told of since the last one. */
export interface UntoldApproval extends HostApproval {
  asked: string[];
  /** The id of the round that waits until the background is told. */
  holdsUp?: string | undefined;
}

export type Effect =
  /** Post this to the host's window, if its page has this origin. */
  | { do: "post"; message: FromWidgetFrame | object; to: string }
  /** Wait this long (ms) and call `answerIsDue`. */
  | { do: "await-answer"; id: string; within: number }
  /** Tell the background of this document and its host's origin, and call `introduced`. */
  | { do: "introduce"; id: string; host: string }
  /** Wait a while and call `heldUp`. */
  | { do: "await-telling"; id: string }
  /** Tell the background what the host approved, and call `told`. */
  | { do: "tell"; tell: UntoldApproval }
  /**
   * Perform this, which the widget asked for at this time (epoch ms) if known, and call `deliver`. The host either
   * knows the action and has `failed` at it, or does not know it.
   */
  | { do: "take-over"; reply: Reply<WidgetRequest>; at: number | undefined; failed: boolean }
  /** Perform this, which the widget asked for at this time (epoch ms), and call `deliver`. */
  | { do: "perform"; request: WidgetRequest; at: number };

/** What follows from an input. */
export interface Step {
  side: WidgetSide;
  /** Whether the message is kept from the page. */
  keep: boolean;
  effects: Effect[];
}

type FromHost = Extract<WidgetMessage, { kind: "host-request" | "host-reply" }>;

/**
 * How many of the widget's requests, and of the rounds, are remembered. Few are in flight at a time, and a host never
 * answers some; a parent can begin any number of rounds.
 */
const REMEMBERED = 50;

/** A page that has just loaded. @param secret a UUID that nobody else knows */
export function unspoken(secret: string): WidgetSide {
  return {
    ...{ secret, host: undefined, knownTo: undefined, round: undefined, ids: [] },
    ...{ hiding: [], asked: [], untold: undefined },
    ...{ originals: new Map(), passed: new Map(), delivered: new Set() },
  };
}

/** The host says something in the widget API. */
export function hostSays(side: WidgetSide, origin: string, { kind, message }: FromHost): Step {
  const probed = kind === "host-reply" && side.ids.includes(message.requestId) && probedFor(message.action);
  if (probed) return kept(hostAnswers(side, probed, message as Reply<WidgetRequest>));
  const now = heardOf(side, origin);
  const { requestId } = message;
  const delivered = new Set(now.delivered);
  if (delivered.delete(requestId)) return step({ ...now, delivered });
  return kind === "host-request" ? hostAsks(now, message) : hostReplies(now, message);
}

/** The script in the host's frame says something. */
export function hostFrameSays(
  before: WidgetSide,
  origin: string,
  said: FromHostFrame | FromWidgetFrame,
): Step {
  const side = heardOf(before, origin);
  switch (said.postdate) {
    case "probe":
      return ask(side, origin, said);
    case "silence-heard":
      return side.round && isAwaited(side, said.id)
        ? answered(side, { lacks: lackedIn(side.round) })
        : step(side);
    case "tie-heard":
      return tellUntold(side);
    case "passed":
      return step(remember(side, said.requestId, said.at));
    case "repost":
      return step(remember(side, requestIdOf(said.message), said.at), toHost(side, said.message));
    case "repost-without":
      return repostWithout(side, said.message as CapabilitiesMessage, said.original as CapabilitiesMessage);
    case "perform": {
      const request = said.message as WidgetRequest;
      return side.knownTo === undefined ? step(side) : step(side, { do: "perform", request, at: said.at });
    }
    default:
      // This is what a widget's frame says: this frame's host is itself a widget, and its script was talking to
      // another host.
      return step(side);
  }
}

/**
 * The time for an answer is up. Whatever the host has posted by now arrives here before the reply of the script in
 * its frame.
 */
export function answerIsDue(side: WidgetSide, id: string): Step {
  return isAwaited(side, id) ? step(side, toHost(side, { postdate: "silent", id })) : step(side);
}

/**
 * The background has heard of this document and its host's origin.
 * @param isKnown whether it said yes: then that host's site is on, and its script keeps what is posted from its page
 */
export function introduced(
  side: WidgetSide,
  { id, host }: { id: string; host: string },
  isKnown: boolean,
): Step {
  const isLast = side.round?.id === id;
  // A page without an origin of its own cannot be a target: anybody could be the one that hears it.
  if (!isKnown || host === "null")
    return isLast ? answered(side, { introduction: "introduced" }) : step(side);
  const known = { ...side, knownTo: host };
  if (!isLast) return step(known);
  const tied = toHost(side, { postdate: "tied", id, nonce: side.secret }, host);
  return side.untold
    ? and([tied, { do: "await-telling", id }], answered(known, { introduction: "telling" }))
    : and([tied], answered(known, { introduction: "introduced" }));
}

/** What waits until an approval is told has waited long enough: the user may have to be asked. */
export function heldUp(side: WidgetSide, id: string): Step {
  return side.round?.id === id && side.round.introduction === "telling"
    ? answered(side, { introduction: "introduced" })
    : step(side);
}

/**
 * The background was told what the host approved.
 * @param approval what the widget is to hear: the host's answer, with what the user granted
 */
export function told(side: WidgetSide, { request, holdsUp }: UntoldApproval, approval: Approval): Step {
  const data = { ...(request.data as object), ...approval };
  const step = deliver(side, { ...request, data });
  return holdsUp === undefined ? step : and(step.effects, heldUp(step.side, holdsUp));
}

/** Has the script in the host's frame post a message to this page. */
export function deliver(side: WidgetSide, message: object): Step {
  const { knownTo: to, secret: nonce, delivered } = side;
  if (to === undefined) return step(side);
  const next = { ...side, delivered: new Set(delivered).add(requestIdOf(message)) };
  return step(next, toHost(side, { postdate: "deliver", nonce, message }, to));
}

function ask(side: WidgetSide, host: string, asked: Extract<FromHostFrame, { postdate: "probe" }>): Step {
  const { id, features, widgetId, patient } = asked;
  const round: Round = { id, features, knows: new Map(), introduction: "introducing" };
  return step(
    { ...side, round, ids: [...side.ids, id].slice(-REMEMBERED) },
    toHost(side, { postdate: "probing", id }),
    ...probesFor(features, widgetId, id).map((probe) => toHost(side, probe)),
    { do: "await-answer", id, within: patient ? PATIENT_PROBE_WITHIN : PROBE_WITHIN },
    { do: "introduce", id, host },
  );
}

/** An answer that comes after the host was given up is still passed on, if it changes the verdict. */
function hostAnswers(side: WidgetSide, feature: Feature, reply: Reply<WidgetRequest>): Step {
  if (!side.round || side.round.id !== reply.requestId) return step(side);
  const { lacks } = side.round;
  const knows = new Map(side.round.knows).set(feature.id, feature.isKnownBy(reply));
  const round = { ...side.round, knows };
  const lacked = lackedIn(round);
  if (!lacks) {
    const isWhole = round.features.every((each) => knows.has(each));
    return answered(side, isWhole ? { knows, lacks: lacked } : { knows });
  }
  const next = { ...side, round };
  return String(lacked) === String(lacks) ? step(next) : step(next, probed(next, round.id, lacked));
}

/** The host lacks whatever it has not said it knows. */
function lackedIn({ features, knows }: Round): string[] {
  return features.filter((each) => !knows.get(each));
}

function isAwaited({ round }: WidgetSide, id: string): boolean {
  return round?.id === id && !round.lacks;
}

/** Part of the last round's result is there. Once both halves are, it is reported. */
function answered(side: WidgetSide, part: Partial<Round>): Step {
  if (!side.round) return step(side);
  const round = { ...side.round, ...part };
  const { id, lacks, introduction } = round;
  const next = { ...side, round };
  return lacks && introduction === "introduced" ? step(next, probed(next, id, lacks)) : step(next);
}

function probed(side: WidgetSide, id: string, lacks: readonly string[]): Effect {
  const { knownTo, secret: nonce } = side;
  const isKnown = knownTo !== undefined;
  return toHost(side, { postdate: "probed", id, lacks, ...(isKnown && { nonce }) }, knownTo);
}

function repostWithout(side: WidgetSide, message: CapabilitiesMessage, original: CapabilitiesMessage): Step {
  const told = capabilitiesAsked(message) ?? [];
  const hidden = (capabilitiesAsked(original) ?? []).filter((capability) => !told.includes(capability));
  const isRequest = !("response" in original);
  const next = {
    ...{ ...side, hiding: [...side.hiding, ...featuresWanted(hidden)], asked: [...side.asked, ...hidden] },
    ...(isRequest && { originals: new Map(side.originals).set(original.requestId, original) }),
  };
  return step(next, toHost(side, message));
}

/** Remembers when a request first came: one that was held comes by a second time. */
function remember(side: WidgetSide, requestId: unknown, at: number): WidgetSide {
  const { passed } = side;
  if (passed.has(requestId)) return side;
  return { ...side, passed: new Map([...passed, [requestId, at] as const].slice(-REMEMBERED)) };
}

function hostAsks(side: WidgetSide, request: HostRequest): Step {
  const approval = approvalIn(request);
  if (!approval || side.hiding.length === 0) return step(side);
  const approved = { request, approval };
  if (side.knownTo === undefined) return step({ ...side, untold: approved });
  // The host does not wait for the user: it gives up after 10 s. The widget does, as it does for a host's own
  // question.
  return kept(and([toHost(side, replyTo(request, {}))], tell(side, approved)));
}

/** The background knows the host, too. */
function tellUntold(side: WidgetSide): Step {
  const { untold, knownTo, round } = side;
  if (!untold || knownTo === undefined) return step(side);
  const holdsUp = round?.introduction === "telling" ? round.id : undefined;
  return tell({ ...side, untold: undefined }, { ...untold, holdsUp });
}

function tell(side: WidgetSide, approved: Omit<UntoldApproval, "asked">): Step {
  return step({ ...side, asked: [] }, { do: "tell", tell: { ...approved, asked: side.asked } });
}

/**
 * The host has answered a request. If its driver fails at an action that the widget was allowed, that is not the
 * final answer, unless the host was told less of the feature: then the action is not the host's. Nor is it final that
 * the host does not know an action which it was allowed to try.
 */
function hostReplies(side: WidgetSide, reply: Reply<WidgetRequest>): Step {
  const { requestId, response } = reply;
  const original = side.originals.get(requestId);
  const next = { ...side, originals: without(side.originals, requestId) };
  const isKnown = side.knownTo !== undefined;
  // If nothing can be delivered, the widget hears its host's own answer.
  if (original && isKnown) return kept(deliver(next, { ...original, response }));
  const at = side.passed.get(requestId);
  const after = { ...next, passed: without(side.passed, requestId) };
  const action = actionFor(reply);
  const failure = failureIn(reply);
  if (!isKnown || !action || failure === undefined) return step(after);
  const { id, whileUnknown } = featureOf(action);
  const isUntried = whileUnknown === "pass" && saysUnknown(failure);
  const failed = !isUntried && failure === action.failure && !side.hiding.includes(id);
  return isUntried || failed ? kept(step(after, { do: "take-over", reply, at, failed })) : step(after);
}

function heardOf(side: WidgetSide, origin: string): WidgetSide {
  return side.host === undefined ? { ...side, host: origin } : side;
}

function requestIdOf(message: object): unknown {
  return (message as { requestId?: unknown }).requestId;
}

/**
 * To the host's page, or to the script in front of it.
 * @param to the origin that may hear it: a message with a secret is only for the origin that the background knows
 */
function toHost({ host = "*" }: WidgetSide, message: FromWidgetFrame | object, to = host): Effect {
  return { do: "post", message, to };
}

function without<Value>(map: ReadonlyMap<unknown, Value>, key: unknown): ReadonlyMap<unknown, Value> {
  const next = new Map(map);
  next.delete(key);
  return next;
}

function step(side: WidgetSide, ...effects: Effect[]): Step {
  return { side, keep: false, effects };
}

function kept(step: Step): Step {
  return { ...step, keep: true };
}

/** These effects first, then those of the step. */
function and(effects: Effect[], { side, keep, effects: next }: Step): Step {
  return { side, keep, effects: [...effects, ...next] };
}
