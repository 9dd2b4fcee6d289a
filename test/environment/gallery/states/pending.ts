import type { Blocker } from "../../../../src/delayed-events/blockers.ts";
import type { DelayView } from "../../../../src/messaging/views/delays.ts";
import type { Reason } from "../../../../src/messaging/views/outcomes.ts";
import { ALICE, change, leave, MINUTE, message, NOW, overview, SECOND } from "../samples.ts";
import { type Answers, clicking, clickingAll, type GalleryState, part } from "../state.ts";

const BLOCKERS: Record<Blocker, true> = {
  "not-in-room": true,
  "no-power": true,
  "foreign-state-key": true,
  "too-large": true,
  "not-canonical": true,
};
const REASONS: Record<Reason, true> = {
  gone: true,
  limited: true,
  "resend-due": true,
  "no-session": true,
  forgotten: true,
  preset: true,
};

const LISTED = '[data-testid="pending"]:not([data-elsewhere="asked"])';
const OPEN = part("open");
const DETAILS = `${part("details")} dd:last-child`;
const CONTENT = { msgtype: "m.text", body: "The meeting starts in ten minutes. Bring your notes." };

function pending(name: string, delays: DelayView[], more: Partial<GalleryState> = {}): GalleryState {
  const answers: Answers = {
    overview: overview({ delays }),
    memberships: [],
    "delays-elsewhere": { delays: [], failed: false },
    "delay-details": { content: CONTENT },
    delays: { delays },
    ...more.answers,
  };
  return { page: "popup", name: `pending-${name}`, until: LISTED, ...more, answers };
}

const opened = (name: string, delays: DelayView[]) =>
  pending(`${name}-opened`, delays, { act: clickingAll(OPEN), until: DETAILS });

const BOTH = [leave(), message()];
const many = Array.from({ length: 14 }, (_, number) =>
  message({
    id: `message-${number}`,
    excerpt: `Reminder ${number + 1}`,
    scheduledAt: NOW - 30 * MINUTE,
    delay: 30 * MINUTE + (number + 2) * 47 * MINUTE,
    dueAt: NOW + (number + 2) * 47 * MINUTE,
    ...(number % 3 === 0 && { room: { id: "!lunch:example.org", name: "Lunch" } }),
    ...(number % 5 === 0 && { userId: "@alice:work.example.com" }),
    ...(number === 4 && { blocker: "no-power" as const }),
  }),
);
const elsewhere = message({ id: "elsewhere", elsewhere: true, excerpt: "Written on my phone" });

/** The popup's list of what is pending. */
export const PENDING_STATES: GalleryState[] = [
  pending("leave", [leave()]),
  pending("message", [message()]),
  pending("change", [change()]),
  pending("three", [leave(), message(), change()]),
  pending("due", [leave({ dueAt: NOW - SECOND }), message({ widgetClosed: true })]),
  pending("long-words", [
    message({
      excerpt: "A first sentence that is a good deal longer than the row is wide, so it is cut",
      room: {
        id: "!long:example.org",
        name: "A room whose name goes on and on, since nobody keeps names short",
      },
    }),
  ]),
  pending("unnamed-room", [leave({ room: { id: "!vYzLbQfQkXnTgEoWm:example.org" } })]),
  opened(
    "blocked",
    Object.keys(BLOCKERS).map((blocker) =>
      leave({
        id: blocker,
        blocker: blocker as Blocker,
        room: { id: `!${blocker}:example.org`, name: blocker },
      }),
    ),
  ),
  pending("blocked", [message({ blocker: "no-power" }), leave()]),
  pending("unheld", [leave({ unheld: true })]),
  opened("unheld", [leave({ unheld: true })]),
  pending("without-session", [leave({ hasSession: false })]),
  opened("without-session", [message({ hasSession: false })]),
  pending("elsewhere", [leave()], {
    answers: { "delays-elsewhere": { delays: [elsewhere], failed: false } },
  }),
  pending("elsewhere-due", [leave()], {
    answers: {
      "delays-elsewhere": { delays: [{ ...elsewhere, dueAt: NOW - SECOND }], failed: false },
    },
  }),
  pending("elsewhere-unknown", [leave()], { answers: { "delays-elsewhere": { delays: [], failed: true } } }),
  opened("leave", BOTH),
  opened("message", [message(), message({ id: "second", excerpt: "Lunch?", dueAt: NOW + 9 * MINUTE })]),
  opened("change", [change()]),
  ...["send", "cancel"].map((action) =>
    pending(`asking-${action}`, [leave()], {
      act: clicking(OPEN, part(action)),
      until: part("confirm"),
    }),
  ),
  pending("asking-cancel-all", [message(), message({ id: "second", excerpt: "Lunch?" })], {
    act: clicking(OPEN, part("cancel-all")),
    until: part("confirm"),
  }),
  ...Object.keys(REASONS).map((reason) =>
    pending(`failed-${reason}`, [message()], {
      answers: {
        "update-delay": { ok: false, error: "", reason: reason as Reason, at: NOW + MINUTE },
      },
      act: clicking(OPEN, part("restart")),
      until: ".failure",
    }),
  ),
  pending("failed-otherwise", [message()], {
    answers: { "update-delay": { ok: false, error: "502 Bad Gateway" } },
    act: clicking(OPEN, part("restart")),
    until: ".failure",
  }),
  pending("restarted", [message()], {
    answers: { "update-delay": { ok: true } },
    act: clicking(OPEN, part("restart")),
    until: `${part("done")}:not(:empty)`,
  }),
  pending("many", many),
  pending("two-accounts", [leave(), message({ userId: `${ALICE.replace("example", "work.example")}` })]),
];
