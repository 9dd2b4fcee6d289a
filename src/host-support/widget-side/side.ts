import type { Approval } from "../../widget-api/capabilities.ts";
import type { HostRequest, Reply, WidgetRequest } from "../../widget-api/message.ts";
import type { FromWidgetFrame } from "../between-frames.ts";

/**
 * The state of the script in a widget's frame, from one load of its page to the next. The script probes the host, tells
 * the background which document this is, and hears each of the host's messages before the page does.
 *
 *   nothing asked ─"probe"─▶ asked ────── both halves are there ──────▶ probed ── another answer ──▶ "probed" again
 *                              ▲ any "probe" begins a new round, and the last one is dropped
 *   one half, which of the round's features the host lacks:
 *     waiting ── it answers each probe ─────────────────▶ those it does not know
 *        └── time is up: "silent" ── "silence-heard" ───▶ those, and those without an answer
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
 *     versions without ours, and the host's frame has a script ──▶ kept, and posted by that script with ours
 *     approval, with capabilities hidden ────────── known ─▶ kept, and delivered with what the user grants
 *                                                └─ not ───▶ passes, and the background is told later
 *     answer to a message with fewer capabilities ─ known ─▶ kept, and delivered as a reply to the original
 *     its driver's failure, with nothing hidden ─── known ─▶ kept; the background performs the action, unless the
 *                                                            feature's failures stand
 *     "unknown action", for a harmless action ───── known ─▶ kept; the background performs the action
 *     anything else ─────────▶ passes
 *
 * Principles:
 *  1. The secret is posted only after the background has said yes to a host's origin, only to that origin, and never
 *     if the origin is "null": a window without an origin may show anybody's page.
 *  2. A delivered message comes by here once more. It then passes, and is not handled a second time.
 *  3. An answer belongs to a probe only by its exact id and action. No such answer reaches the page.
 *  4. A message that is kept from the page is delivered to it in the end, in its final form. Without a secret to prove
 *     who asks, nothing can be delivered, so nothing is kept. Versions need no secret: no right rests on them.
 *  5. Silence of a host counts only after the script in its frame has noted it: by then, no answer is still on its way.
 *  6. Senders are checked beforehand: all inputs are trusted events from the parent window, or the background's
 *     answers.
 */
export interface WidgetSide {
  /** Names this document to the background. */
  secret: string;
  /**
   * The host's origin; absent until it has sent a message. A page has the same parent document for as long as it is
   * loaded.
   */
  host: string | undefined;
  /** The origin of the host, once the background has said yes to it. The secret is sent to no other origin. */
  knownTo: string | undefined;
  /** The last round of probes. */
  round: Round | undefined;
  /** The ids of the last rounds. An answer to a probe of any of them is kept from the page. */
  ids: readonly unknown[];
  /** The ids of the features with capabilities that were hidden from the host. */
  hiding: readonly string[];
  /** The capabilities that were hidden from the host and not yet reported to the background. */
  asked: string[];
  /** What the host approved of the rest before the background knew this document. */
  untold: HostApproval | undefined;
  /** By requestId, the widget's original message if capabilities were hidden from the host. */
  originals: ReadonlyMap<unknown, object>;
  /** By requestId, when the widget asked its host for a delayed action (epoch ms). */
  passed: ReadonlyMap<unknown, number>;
  /** By `keyOf`, the messages on their way to the widget in their final form. */
  delivered: ReadonlySet<string>;
}

/** One round of probes to the host, in the widget's name. */
export interface Round {
  id: string;
  /** The ids of the round's features, and the host's answers so far, by these ids. */
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

/** An approval to report to the background, with the capabilities hidden from the host since the last one. */
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
   * Perform this request, which the widget made at this time (epoch ms) if known, and call `deliver`. The host either
   * knows the action and has `failed` at it, or does not know it.
   */
  | { do: "take-over"; reply: Reply<WidgetRequest>; at: number | undefined; failed: boolean }
  /** Perform this request, which the widget made at this time (epoch ms), and call `deliver`. */
  | { do: "perform"; request: WidgetRequest; at: number };

/** What follows from an input. */
export interface Step {
  side: WidgetSide;
  /** Whether the message is kept from the page. */
  keep: boolean;
  effects: Effect[];
}

/**
 * How many of the widget's requests, and of the rounds, are remembered. Few are in flight at a time, and a host never
 * answers some; a parent can begin any number of rounds.
 */
export const REMEMBERED = 50;

/** The state for a page that has just loaded. @param secret a UUID that nobody else knows */
export function freshSide(secret: string): WidgetSide {
  return {
    secret,
    host: undefined,
    knownTo: undefined,
    round: undefined,
    ids: [],
    hiding: [],
    asked: [],
    untold: undefined,
    originals: new Map(),
    passed: new Map(),
    delivered: new Set(),
  };
}
