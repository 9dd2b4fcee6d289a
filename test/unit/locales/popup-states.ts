import type { Blocker } from "../../../src/delayed-events/blockers.ts";
import type { DelayState, EndedBy } from "../../../src/delayed-events/delay.ts";
import type {
  EndedByUser,
  Found,
  ServerFacts,
  WidgetLine,
  WidgetState,
} from "../../../src/messaging/views/client.ts";
import type { DelayView, Shortage } from "../../../src/messaging/views/delays.ts";
import { delayView } from "../popup/delays/delay-view.ts";

// Records, because the compiler reports a missing case.
const states: Record<DelayState, 1> = {
  intended: 1,
  pending: 1,
  gone: 1,
  sent: 1,
  cancelled: 1,
  dropped: 1,
  refused: 1,
  unknown: 1,
};
const endings: Record<EndedBy, 1> = { time: 1, widget: 1, user: 1, "other-state": 1, postdate: 1 };
const blockers: Record<Blocker, 1> = {
  "not-in-room": 1,
  "no-power": 1,
  "foreign-state-key": 1,
  "too-large": 1,
  "not-canonical": 1,
};
const shortages: Record<Shortage["of"], Shortage> = {
  storage: { of: "storage" },
  all: { of: "all" },
  client: { of: "client", client: "https://3.example" },
  widget: { of: "widget", client: "https://3.example", widget: "https://1.example" },
};

const lines: Record<WidgetState, 1> = {
  native: 1,
  protected: 1,
  asking: 1,
  refused: 1,
  unanswered: 1,
  encrypted: 1,
  reload: 1,
  "not-granted": 1,
  "user-ended": 1,
  failed: 1,
  untried: 1,
};

const endedByUser: Record<EndedByUser["how"], 1> = { "exit-cancelled": 1, left: 1, other: 1 };

const namesOf = <Name extends string>(record: Record<Name, unknown>) => Object.keys(record) as Name[];

export const SHORTAGES = Object.values(shortages);

/** A widget in every state of its line. */
export const WIDGET_LINES: WidgetLine[] = namesOf(lines).flatMap((state): WidgetLine[] => [
  { widget: "https://1.example", state, at: 1, took: 8, error: "9" },
  { widget: "https://1.example", state, at: Date.now() },
  { widget: "https://1.example", state, gone: true },
  ...namesOf(endedByUser).map((ended) => ({ widget: "https://1.example", state, at: 1, ended })),
]);
/** Homeservers with different features and limits. */
export const SERVERS: ServerFacts[] = [
  { longest: 86_400_000, most: 100, generation: "final" },
  { generation: "early", limitedAt: 1 },
  ...[true, false].map((fits) => ({ limitedAt: Date.now() - 60_000, fits })),
];
const found = { origin: "https://3.example", homeservers: ["5.example"] };
export const FOUND: Found[] = [
  { ...found, name: "7", widgets: ["https://1.example/2"] },
  { ...found, widgets: ["https://1.example/2", "https://6.example/2"] },
];

/** @returns a delay in every state and with every reason that the popup distinguishes, with these in its id */
export function everyDelay(): DelayView[] {
  const purposes = ["call-leave", "message", "state"] as const;
  const changes: [string, Partial<DelayView>][] = namesOf(states).flatMap((state) => [
    ...purposes.map((purpose): [string, Partial<DelayView>] => [purpose, { state, purpose }]),
    ["without a session", { state, hasSession: false }],
    ["overdue", { state, dueAt: 1 }],
  ]);
  for (const by of namesOf(endings))
    changes.push([by, { state: "sent", by }], [by, { state: "cancelled", by }]);
  for (const blocker of namesOf(blockers))
    changes.push([blocker, { state: "pending", blocker }], [blocker, { state: "dropped", blocker }]);
  changes.push(
    ["unheld", { state: "pending", unheld: true }],
    ["restarted", { state: "pending", restartedAt: Date.now() - 60_000 }],
    ["resent", { state: "sent", resent: true }],
    ["to be resent", { state: "dropped", resendAt: Date.now() + 60_000 }],
  );
  const base = { scheduledAt: Date.now(), dueAt: Date.now() + 600_000, endedAt: Date.now() };
  // Names that are not words, so none is mistaken for a message.
  const names = { widget: { id: "8", origin: "https://1.example" }, stateKey: "" };
  return changes.map(([what, change]) =>
    delayView({ ...base, ...names, ...change, id: `${change.state}, ${what}` }),
  );
}
