/**
 * What is known of the host around one widget window: whether its library knows delayed events at all. What its driver then
 * fails at is seen in its answers, one by one.
 *
 *              capabilities (of a frame with a script),          "unreachable": no script in the
 *              or a delayed action                                widget's frame; what was held is refused
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
 */
export interface HostSupport<Held> {
  state: "unasked" | "asking" | "knows" | "knows-nothing";
  /** Whether a script was heard in the widget's frame; only such a frame can post its messages again. */
  reachable: boolean;
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
  | { do: "ask"; round: number }
  | { do: "repost" | "repost-without" | "perform" | "refuse"; message: Held };

/** What follows from something heard. */
export interface Step<Held> {
  support: HostSupport<Held>;
  /** Whether the message is kept from the host. */
  keep: boolean;
  effects: Effect<Held>[];
}

/** What is known of a host in the beginning. */
export function unasked<Held>(reachable = false, round = 0): HostSupport<Held> {
  return { state: "unasked", reachable, round, held: [] };
}

/** A script in the widget's frame says that it is there: the widget has loaded, perhaps anew. */
export function widgetLoaded<Held>({ round }: HostSupport<Held>): HostSupport<Held> {
  return unasked(true, round);
}

/** The widget asks for delayed capabilities, or for a delayed action. */
export function widgetAsks<Held>(support: HostSupport<Held>, input: Input<Held>): Step<Held> {
  const { state, reachable, round, held } = support;
  if (state === "knows") return pass(support);
  if (state === "knows-nothing") return { support, keep: true, effects: [outcome(input, "knows-nothing")] };
  if (input.kind === "capabilities" && !reachable) return pass(support);
  if (state === "asking") return { support: { ...support, held: [...held, input] }, keep: true, effects: [] };
  const asking = { state: "asking", reachable, round: round + 1, held: [input] } as const;
  return { support: { ...asking, held: [input] }, keep: true, effects: [{ do: "ask", round: round + 1 }] };
}

/** The question of that round was answered, or will not be. */
export function verdictIs<Held>(support: HostSupport<Held>, round: number, verdict: Verdict): Step<Held> {
  if (support.state !== "asking" || support.round !== round) return { support, keep: false, effects: [] };
  const effects = support.held.map((input) => outcome(input, verdict));
  if (verdict === "unreachable") return { support: unasked(false, round), keep: false, effects };
  return { support: { ...support, state: verdict, reachable: true, held: [] }, keep: false, effects };
}

function pass<Held>(support: HostSupport<Held>): Step<Held> {
  return { support, keep: false, effects: [] };
}

function outcome<Held>({ kind, message }: Input<Held>, verdict: Verdict): Effect<Held> {
  if (verdict === "knows") return { do: "repost", message };
  if (kind === "capabilities")
    return { do: verdict === "knows-nothing" ? "repost-without" : "repost", message };
  return { do: verdict === "knows-nothing" ? "perform" : "refuse", message };
}
