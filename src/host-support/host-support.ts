/**
 * What is known of the host around one widget window: which of the features that the widget wants its library knows
 * at all. What its driver then fails at shows in its answers, one by one.
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
 *
 * One round asks for all the features that a message wants and that have not been asked for yet. A message that
 * arrives meanwhile and wants yet another feature is held for the next round.
 *
 * Principles:
 *  1. A feature's action reaches the host only in the state `knows`. The exception is a harmless action (`mayPass`),
 *     which passes until the host is known to lack the feature.
 *  2. What is held is let go once, in order, or dropped with the page it came from.
 *  3. Ordinary messages are not this machine's business and never wait.
 *  4. A verdict counts only for the question it answers: `round` exposes a late one.
 *  5. A verdict stands for as long as the widget stays loaded, and so does what the host was not told: a feature that
 *     the host has not approved cannot be left to it. A host that turns out to know a feature after it was given up
 *     is `slow`, and the next question waits longer for it.
 */
export interface HostSupport<Held> {
  isAsking: boolean;
  /** Counts the questions. */
  round: number;
  /** The ids of the features that the last question was about. */
  asked: readonly string[];
  /** The ids of the features that the host's library knows, and of those that it lacks. */
  knows: readonly string[];
  lacks: readonly string[];
  /** Whether a script was heard in the widget's frame; only such a frame can repost its messages. */
  reachable: boolean;
  /** The ids of the features of which the host was told fewer capabilities than the widget asked for. */
  hiding: readonly string[];
  /** Whether the host was ever given up and then answered that it knows a feature. */
  slow: boolean;
  held: Input<Held>[];
}

/** The ids of the features that the host lacks, of those it was asked about; or "unreachable" if nothing is known. */
export type Verdict = readonly string[] | "unreachable";

/** A widget's message that asks for a feature's capabilities, or for an action. */
export interface Input<Held> {
  kind: "capabilities" | "action";
  /** The ids of the features that it is about. */
  wants: readonly string[];
  /** Whether it is an action that does no harm if the host lacks the feature. */
  mayPass?: boolean;
  message: Held;
}

/** What is to be done; the widget's own frame does `repost` and `repost-without`. */
export type Effect<Held> =
  /** `patient`: the host is slow and gets more time. */
  | { do: "ask"; round: number; features: readonly string[]; patient: boolean }
  /** `missing`: the ids of the features whose capabilities are not for the host. */
  | { do: "repost-without"; message: Held; missing: readonly string[] }
  | { do: "repost" | "perform" | "refuse"; message: Held };

/** What follows from an input. */
export interface Step<Held> {
  support: HostSupport<Held>;
  /** Whether the message is kept from the host. */
  keep: boolean;
  effects: Effect<Held>[];
}

/** What is known of a host in the beginning. */
export function unasked<Held>({ reachable = false, slow = false, round = 0 } = {}): HostSupport<Held> {
  return {
    ...{ isAsking: false, round, asked: [], knows: [], lacks: [] },
    ...{ reachable, hiding: [], slow, held: [] },
  };
}

/** A script in the widget's frame says that it is there: the widget has loaded, perhaps again. */
export function widgetLoaded<Held>({ round, slow }: HostSupport<Held>): HostSupport<Held> {
  return unasked({ reachable: true, slow, round });
}

/** Another page speaks in the widget's window, and no script there has announced itself. */
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

/** The question of this round was answered, or will not be. */
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

/** Lets everything that was held go, in order. A message that passes has to be reposted by now. */
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

/** For every feature that the message wants, it is known whether the host knows it. */
function settled<Held>(support: HostSupport<Held>, { kind, wants, message }: Input<Held>): Step<Held> {
  const missing = wants.filter((feature) => support.lacks.includes(feature));
  if (missing.length === 0) return pass(support);
  if (kind === "capabilities") return hide(support, message, missing);
  return { support, keep: true, effects: [{ do: "perform", message }] };
}

/** Nothing is known, and the message cannot wait any longer. */
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
