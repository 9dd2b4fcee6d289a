/**
 * What is known of the host around one widget window: which of the features that the widget wants the host's library
 * knows. Failures of its driver only show later, in its answers.
 *
 * For each feature:
 *
 *              capabilities (of a frame with a script),          "unreachable": no script in the widget's frame,
 *              or an action                                       or no background; actions are refused
 *   unasked ──────────────────────────────▶ asking ─────────────────────────────────────▶ unasked
 *      ▲                                     │  │  holds what comes meanwhile
 *      │ the widget                          │  │
 *      │ has loaded again   it does not       │  │   the host lacks it
 *      ├───────────── knows ◀────lack it─────┘  └──────────▶ lacks ──────────────────────┐
 *      │               all passes                             capabilities are reposted  │
 *      │                                                      without the feature's,     │
 *      └───────────────────────────────────────────────────── actions done here ◀────────┘
 * One round probes for all the features that a message wants and that have not been probed for yet. A message that
 * arrives meanwhile and wants yet another feature is held for the next round.
 *
 * Principles:
 *  1. A feature's action reaches the host only in the state `knows`. The exception is a harmless action (`mayPass`),
 *     which passes until the host is known to lack the feature.
 *  2. A held message is released once, in order, or dropped with the page it came from.
 *  3. Ordinary messages do not enter this machine and never wait.
 *  4. A verdict counts only for its own round: `round` exposes a late one.
 *  5. A verdict stands for as long as the widget stays loaded, and hidden capabilities stay hidden: a feature that
 *     the host has not approved cannot be left to it. A host that turns out to know a feature after it was given up
 *     is `slow`, and the next round waits longer for it.
 */
export interface HostSupport<Held> {
  isAsking: boolean;
  /** Counts the rounds of probes. */
  round: number;
  /** The ids of the features that the last round was about. */
  asked: readonly string[];
  /** The ids of the features that the host's library knows, and of those that it lacks. */
  knows: readonly string[];
  lacks: readonly string[];
  /** Whether a script was heard in the widget's frame; only such a frame can repost its messages. */
  reachable: boolean;
  /** The ids of the features with capabilities that were hidden from the host. */
  hiding: readonly string[];
  /** Whether the host was once given up and then answered that it knows a feature. */
  slow: boolean;
  held: Input<Held>[];
}

/** The ids of the probed features that the host lacks; "unreachable" if there was no result. */
export type Verdict = readonly string[] | "unreachable";

/** A widget's message that asks for a feature's capabilities, or for an action. */
export interface Input<Held> {
  kind: "capabilities" | "action";
  /** The ids of the features that the message is about. */
  wants: readonly string[];
  /** Whether the message is an action that does no harm if the host lacks the feature. */
  mayPass?: boolean;
  message: Held;
}

/** What to do; the widget's own frame carries out `repost` and `repost-without`. */
export type Effect<Held> =
  /** `patient`: the host is slow and gets more time. */
  | { do: "ask"; round: number; features: readonly string[]; patient: boolean }
  /** `missing`: the ids of the features whose capabilities are hidden from the host. */
  | { do: "repost-without"; message: Held; missing: readonly string[] }
  | { do: "repost" | "perform" | "refuse"; message: Held };

/** What follows from an input. */
export interface Step<Held> {
  support: HostSupport<Held>;
  /** Whether the message is kept from the host. */
  keep: boolean;
  effects: Effect<Held>[];
}

/** The initial state. */
export function unasked<Held>({ reachable = false, slow = false, round = 0 } = {}): HostSupport<Held> {
  return {
    isAsking: false,
    round,
    asked: [],
    knows: [],
    lacks: [],
    reachable,
    hiding: [],
    slow,
    held: [],
  };
}

/** The script in the widget's frame has announced itself: the widget has loaded, perhaps again. */
export function widgetLoaded<Held>({ round, slow }: HostSupport<Held>): HostSupport<Held> {
  return unasked({ reachable: true, slow, round });
}

/** The widget's window has another page, and no script there has announced itself. */
export function widgetReplaced<Held>({ round, slow }: HostSupport<Held>): HostSupport<Held> {
  return unasked({ slow, round });
}

/** The widget asks for a feature's capabilities, or for an action. */
export function widgetAsks<Held>(support: HostSupport<Held>, input: Input<Held>): Step<Held> {
  const { isAsking, knows, lacks, reachable, held } = support;
  const open = input.wants.filter((feature) => !knows.includes(feature) && !lacks.includes(feature));
  if (open.length === 0) return settled(support, input);
  if (input.mayPass || (input.kind === "capabilities" && !reachable)) return pass(support);
  if (isAsking) return { support: { ...support, held: [...held, input] }, keep: true, effects: [] };
  const round = support.round + 1;
  return {
    support: { ...support, isAsking: true, round, asked: open, held: [input] },
    keep: true,
    effects: [{ do: "ask", round, features: open, patient: support.slow }],
  };
}

/** This round has a result, or will never have one. */
export function verdictIs<Held>(support: HostSupport<Held>, round: number, said: Verdict): Step<Held> {
  const { isAsking, asked, hiding, held } = support;
  if (support.round !== round) return pass(support);
  const known = said === "unreachable" ? [] : asked.filter((feature) => !said.includes(feature));
  const late = known.filter((feature) => (isAsking ? hiding : asked).includes(feature) && !knowsIt(feature));
  const slow = support.slow || late.length > 0;
  if (!isAsking) return pass({ ...support, slow });
  const ended = { ...support, isAsking: false, slow, held: [] };
  if (said === "unreachable") return each(ended, held, unreached);
  const isKnown = (feature: string) => known.includes(feature) && !late.includes(feature);
  const knows = [...support.knows, ...asked.filter(isKnown)];
  const lacks = [...support.lacks, ...asked.filter((feature) => !isKnown(feature))];
  return each({ ...ended, knows, lacks, reachable: true }, held, widgetAsks);

  function knowsIt(feature: string): boolean {
    return support.knows.includes(feature);
  }
}

function pass<Held>(support: HostSupport<Held>): Step<Held> {
  return { support, keep: false, effects: [] };
}

/** Releases all held messages, in order. One that passes has to be reposted, since it was kept before. */
function each<Held>(
  support: HostSupport<Held>,
  held: Input<Held>[],
  next: (support: HostSupport<Held>, input: Input<Held>) => Step<Held>,
): Step<Held> {
  const effects: Effect<Held>[] = [];
  for (const input of held) {
    const step = next(support, input);
    support = step.support;
    effects.push(...(step.keep ? step.effects : [{ do: "repost" as const, message: input.message }]));
  }
  return { support, keep: false, effects };
}

/** Handles a message when there is a verdict on every feature that it wants. */
function settled<Held>(support: HostSupport<Held>, { kind, wants, message }: Input<Held>): Step<Held> {
  const missing = wants.filter((feature) => support.lacks.includes(feature));
  if (missing.length === 0) return pass(support);
  if (kind === "capabilities") return hide(support, message, missing);
  return { support, keep: true, effects: [{ do: "perform", message }] };
}

/** Handles a message that cannot wait any longer for a verdict. */
function unreached<Held>(support: HostSupport<Held>, { kind, wants, message }: Input<Held>): Step<Held> {
  const missing = wants.filter((feature) => !support.knows.includes(feature));
  if (kind === "capabilities") return hide(support, message, missing);
  return { support, keep: true, effects: [{ do: "refuse", message }] };
}

function hide<Held>(support: HostSupport<Held>, message: Held, missing: readonly string[]): Step<Held> {
  const hiding = [...new Set([...support.hiding, ...missing])];
  return {
    support: { ...support, hiding },
    keep: true,
    effects: [{ do: "repost-without", message, missing }],
  };
}
