import type { ServerFacts, WidgetLine, WidgetState } from "../../../../src/messaging/views/client.ts";
import { CALL, CALL_ADDRESS, CLIENT, HOUR, MINUTE, NOW, overview, SECOND } from "../samples.ts";
import { clicking, type GalleryState, part } from "../state.ts";

/** The rest of a line for each state. The compiler reports a missing one. */
const LINES: Record<WidgetState, Omit<WidgetLine, "widget" | "state">> = {
  native: {},
  protected: { at: NOW - 2 * SECOND, took: 14 },
  asking: { features: ["delayed-events", "sticky-events"] },
  refused: { features: ["delayed-events"] },
  unanswered: { features: ["delayed-events"] },
  encrypted: { at: NOW - MINUTE },
  reload: {},
  "not-granted": {},
  "user-ended": { at: NOW - MINUTE, ended: "other" },
  failed: { at: NOW - 5 * MINUTE, error: "502 Bad Gateway" },
  untried: {},
};

const REFUSED = { partition: "default", client: CLIENT, widget: CALL, features: ["delayed-events"] };

const FACTS: [name: string, ServerFacts][] = [
  ["full", { longest: 24 * HOUR, most: 100, generation: "early" }],
  ["final", { longest: 7 * 24 * HOUR, most: 500, generation: "final", limitedAt: NOW - HOUR, fits: true }],
  ["too-tight", { longest: HOUR, generation: "early", limitedAt: NOW - 20 * SECOND, fits: false }],
];

const ANSWERS = { memberships: [], "delays-elsewhere": { delays: [], failed: false } };
const UNTIL = '[data-testid="pending"]:not([data-elsewhere="asked"])';

function withLines(name: string, ...widgets: WidgetLine[]): GalleryState {
  const refused = widgets.some(({ state, gone }) => !gone && ["refused", "unanswered"].includes(state));
  const told = overview({ widgets, refused: refused ? [REFUSED] : [] });
  return { page: "popup", name: `line-${name}`, answers: { ...ANSWERS, overview: told }, until: UNTIL };
}

const lineOf = (state: WidgetState): WidgetLine => ({ widget: CALL_ADDRESS, state, ...LINES[state] });
const NO = withLines("refused-again", lineOf("refused"));

/** The popup's widget lines, and its facts about the homeserver. */
export const LINE_STATES: GalleryState[] = [
  // All in one client, to save pages.
  withLines(
    "of-every-state",
    ...(Object.keys(LINES) as WidgetState[]).map((state) => ({
      ...lineOf(state),
      widget: `https://${state}.example.org/room`,
    })),
  ),
  withLines("asking", lineOf("asking")),
  withLines("unanswered", lineOf("unanswered")),
  withLines("refused-gone", { ...lineOf("refused"), gone: true }),
  ...(["exit-cancelled", "left", "other"] as const).map((ended) =>
    withLines(`ended-by-user-${ended}`, { ...lineOf("user-ended"), ended }),
  ),
  withLines("none"),
  withLines("sandboxed", { widget: "null", state: "protected", at: NOW - 90 * SECOND }),
  withLines(
    "several",
    lineOf("protected"),
    { ...lineOf("native"), widget: "https://whiteboard.example.org/board" },
    {
      ...lineOf("failed"),
      widget: "https://a-very-long-name-of-a-host-that-does-not-fit.widgets.example.org/planner",
    },
  ),
  {
    ...NO,
    name: "line-let-ask",
    answers: { ...NO.answers, "let-ask": { ok: true } },
    later: { overview: overview({ widgets: [] }) },
    until: `${part("may-ask")}:not(:empty)`,
    act: clicking(part("let-ask")),
  },
  ...FACTS.map(
    ([name, server]): GalleryState => ({
      page: "popup",
      name: `homeserver-${name}`,
      answers: { ...ANSWERS, overview: overview({ server }) },
      until: UNTIL,
    }),
  ),
];
