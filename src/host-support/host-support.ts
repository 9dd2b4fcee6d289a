/**
 * What is known of the host around one widget window: whether its library knows delayed events at all. What its driver then
 * fails at is seen in its answers, one by one.
 *
 *              capabilities (of a frame with a script),          "unreachable": no script in the widget's frame,
 *              or a delayed action                                or no background; actions are refused
 *   unasked ──────────────────────────────▶ asking ─────────────────────────────────────▶ unasked
 *      ▲                                     │  │  holds what comes meanwhile
 *      │ the widget                          │  │
 *      │ has loaded anew        "knows"      │  │   "knows-nothing"
 *      ├───────────── knows ◀────────────────┘  └──────────▶ knows-nothing ──────────────┐
 *      │               all passes                             capabilities are reposted  │
 *      │                                                      without the delayed ones,  │
 *      └───────────────────────────────────────────────────── actions done here ◀────────┘
 *
 * Principles:
 *  1. A delayed action reaches the host in the state `knows` alone.
 *  2. What is held is let go once, in its order, or dropped with the page it came from.
 *  3. Ordinary messages are not this machine's business and never wait.
 *  4. A verdict counts only for the question it answers: `round` tells a late one.
 *  5. Within one load of the widget a verdict stands, and so does what the host was not told of: it cannot be left what it has
 *     not approved. One that "knows" after it was given up is `slow`, and the next question waits longer for it.
 */
export interface HostSupport<Held> {
  state: "unasked" | "asking" | "knows" | "knows-nothing";
  /** Whether a script was heard in the widget's frame; only such a frame can post its messages again. */
  reachable: boolean;
  /** Whether the host was told of fewer capabilities than the widget has asked for. */
  hiding: boolean;
  /** Whether the host was once given up, and then answered that it knows. */
  slow: boolean;
  /** Counts the questions. */
  round: number;
  held: Input<Held>[];
}

export type Verdict = "knows" | "knows-nothing" | "unreachable";

/** A widget's message that asks for delayed capabilities, or for a delayed action. */
export interface Input<Held> {
  kind: "capabilities" | "action";
  message: Held;
}

/** What is to be done; `repost` and `repost-without` by the widget's own frame. */
export type Effect<Held> =
  /** `patient`: the host takes its time. */
  | { do: "ask"; round: number; patient: boolean }
  | { do: "repost" | "repost-without" | "perform" | "refuse"; message: Held };

/** What follows from something heard. */
export interface Step<Held> {
  support: HostSupport<Held>;
  /** Whether the message is kept from the host. */
  keep: boolean;
  effects: Effect<Held>[];
}

/** What is known of a host in the beginning. */
export function unasked<Held>({ reachable = false, slow = false, round = 0 } = {}): HostSupport<Held> {
  return { state: "unasked", reachable, hiding: false, slow, round, held: [] };
}

/** A script in the widget's frame says that it is there: the widget has loaded, perhaps anew. */
export function widgetLoaded<Held>({ round, slow }: HostSupport<Held>): HostSupport<Held> {
  return unasked({ reachable: true, slow, round });
}

/** Another page speaks in the widget's window, and no script there has said that it is. */
export function widgetReplaced<Held>({ round, slow }: HostSupport<Held>): HostSupport<Held> {
  return unasked({ slow, round });
}

/** The widget asks for delayed capabilities, or for a delayed action. */
export function widgetAsks<Held>(support: HostSupport<Held>, input: Input<Held>): Step<Held> {
  const { state, reachable, held } = support;
  if (state === "knows") return pass(support);
  if (state === "knows-nothing") return { support, keep: true, effects: [outcome(input, "knows-nothing")] };
  if (input.kind === "capabilities" && !reachable) return pass(support);
  if (state === "asking") return { support: { ...support, held: [...held, input] }, keep: true, effects: [] };
  const round = support.round + 1;
  return {
    support: { ...support, state: "asking", round, held: [input] },
    keep: true,
    effects: [{ do: "ask", round, patient: support.slow }],
  };
}

/** The question of that round was answered, or will not be. */
export function verdictIs<Held>(support: HostSupport<Held>, round: number, said: Verdict): Step<Held> {
  const { state, hiding } = support;
  if (support.round !== round) return pass(support);
  const isLate = said === "knows" && (state === "asking" ? hiding : state !== "knows");
  const slow = support.slow || isLate;
  if (state !== "asking") return pass({ ...support, slow });
  const verdict = isLate ? "knows-nothing" : said;
  const effects = support.held.map((input) => outcome(input, verdict));
  const hides = effects.some((effect) => effect.do === "repost-without");
  const next = { ...support, slow, hiding: hiding || hides, held: [] };
  const settled =
    verdict === "unreachable" ? { state: "unasked" as const } : { state: verdict, reachable: true };
  return { support: { ...next, ...settled }, keep: false, effects };
}

function pass<Held>(support: HostSupport<Held>): Step<Held> {
  return { support, keep: false, effects: [] };
}

function outcome<Held>({ kind, message }: Input<Held>, verdict: Verdict): Effect<Held> {
  if (verdict === "knows") return { do: "repost", message };
  if (kind === "capabilities") return { do: "repost-without", message };
  return { do: verdict === "knows-nothing" ? "perform" : "refuse", message };
}
