import type { Shortage } from "../../../../src/messaging/views/delays.ts";
import type { Diagnosis } from "../../../../src/messaging/views/diagnosis.ts";
import type { Overview } from "../../../../src/messaging/views/overview.ts";
import { CALL, CLIENT, type Different, FOUND, MINUTE, NOW, overview, SITE } from "../samples.ts";
import { clicking, type GalleryState, part } from "../state.ts";

/** The rest of the overview for each diagnosis. The compiler reports a missing one. */
const DIAGNOSES: Record<Diagnosis, Different> = {
  "no-page": { client: undefined, found: undefined, account: undefined, widgets: undefined },
  "site-off": off(),
  "reload-needed": { widgets: [{ widget: `${CALL}/room`, state: "reload" }] },
  "homeserver-not-granted": { ...withoutAccount(), ...missing("https://matrix.example.org/*") },
  "widget-not-granted": {
    ...missing(`${CALL}/*`),
    widgets: [{ widget: `${CALL}/room`, state: "not-granted" }],
  },
  "server-not-granted": missing("https://example.org/*"),
  "no-session": withoutAccount(),
  "session-not-yet": withoutAccount(),
  "private-windows-open": withoutAccount(),
  "not-in-private-windows": withoutAccount(),
  "session-elsewhere": withoutAccount(),
  "session-out-of-sight": withoutAccount(),
  "account-not-clear": withoutAccount(),
  "homeserver-unreachable": { widgets: [] },
  "homeserver-behind-page": { widgets: [] },
  "homeserver-without-delayed-events": { widgets: [] },
  "homeserver-sends-at-once": { widgets: [] },
  "restarts-lost": { widgets: [] },
  "restarts-limited": { server: { limitedAt: NOW - MINUTE, fits: false } },
  ready: {},
};

function off(): Different {
  const client = { site: SITE, on: false, missing: ["https://matrix.example.org/*", `${CALL}/*`] };
  return { client, account: undefined, widgets: undefined };
}

function missing(pattern: string): Different {
  return { client: { site: SITE, on: true, missing: [pattern] } };
}

function withoutAccount(): Different {
  return { account: undefined, widgets: [{ widget: `${CALL}/room`, state: "untried" }] };
}

function popup(name: string, told: Overview, more: Partial<GalleryState> = {}): GalleryState {
  const answers = { overview: told, memberships: [], "delays-elsewhere": { delays: [], failed: false } };
  const until = '[data-testid="pending"]:not([data-elsewhere="asked"])';
  return { page: "popup", name, answers, until, ...more };
}

const SHORTAGES: Shortage[] = [
  { of: "storage" },
  { of: "all" },
  { of: "client", client: CLIENT },
  { of: "widget", client: CLIENT, widget: CALL },
];

const OFF = overview({ ...off(), diagnosis: "site-off" });
const READY = overview();
const OK = { ok: true } as const;
const FAILED = { ok: false, error: "The browser has no space left." } as const;

/** A notice after a click on this button. */
function notice(name: string, button: string, told: Overview, more: Partial<GalleryState>): GalleryState {
  const shown = popup(`notice-${name}`, told);
  return {
    ...shown,
    ...more,
    answers: { ...shown.answers, ...more.answers },
    until: `${part("notice")}:not(:empty)`,
    act: clicking(`${part(button)}:not([disabled])`),
  };
}

/** The popup's status of the client in the tab, and the results of its buttons. */
export const DIAGNOSIS_STATES: GalleryState[] = [
  ...Object.entries(DIAGNOSES).map(([diagnosis, more]) =>
    popup(diagnosis, overview({ ...more, diagnosis: diagnosis as Diagnosis })),
  ),
  popup(
    "site-off-two-widgets",
    overview({
      ...off(),
      diagnosis: "site-off",
      found: { ...FOUND, widgets: [`${CALL}/room`, "https://planner.example.org/plan"] },
    }),
  ),
  popup(
    "site-off-within",
    overview({
      ...off(),
      diagnosis: "site-off",
      client: { site: SITE, within: "https://portal.example.com/*", on: false, missing: [] },
    }),
  ),
  ...SHORTAGES.map((shortage) => popup(`shortage-${shortage.of}`, overview({ shortage }))),
  { page: "popup", name: "silent", until: '[data-diagnosis="silent"]' },
  popup(
    "site-off-permitted",
    overview({
      ...off(),
      diagnosis: "site-off",
      client: { site: SITE, on: false, permitted: true, missing: [] },
    }),
  ),
  popup(
    "site-preset",
    overview({
      diagnosis: "reload-needed",
      client: { site: SITE, on: true, preset: true, missing: [] },
    }),
  ),
  notice("checked", "check-again", READY, { answers: { "check-again": OK } }),
  notice("copied", "copy-report", READY, {}),
  notice("switched-off", "switch-off", READY, { answers: { "switch-site": OK }, later: { overview: OFF } }),
  notice("failed", "switch-off", READY, { answers: { "switch-site": FAILED } }),
  notice("unanswered", "switch-off", READY, {}),
  notice("not-allowed", "switch-on", OFF, { answers: { protect: OK, "drop-choice": OK, "switch-site": OK } }),
  notice("protected", "switch-on", OFF, {
    answers: { protect: OK },
    later: { overview: READY },
    permits: true,
  }),
  notice("switched-on", "switch-on-later", OFF, {
    answers: { protect: OK },
    later: { overview: overview({ diagnosis: "reload-needed" }) },
    permits: true,
  }),
];
