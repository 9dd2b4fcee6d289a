import type { EndedBy } from "../../../../src/delayed-events/delay.ts";
import type { CallMembership } from "../../../../src/messaging/views/calls.ts";
import type { DelayView } from "../../../../src/messaging/views/delays.ts";
import { ALICE, change, HOUR, leave, MINUTE, message, NOW, overview, SECOND } from "../samples.ts";
import { clicking, clickingAll, type GalleryState, part } from "../state.ts";

const LISTED = '[data-testid="pending"]:not([data-elsewhere="asked"])';
const ERROR = "403 M_FORBIDDEN: You don’t have permission to post that to the room";

/** Each possible ending, for each kind of event that looks different. */
const ENDINGS: Record<string, Partial<DelayView>> = {
  "sent-time": { state: "sent", by: "time" },
  "sent-widget": { state: "sent", by: "widget" },
  "sent-user": { state: "sent", by: "user" },
  resent: { state: "sent", by: "user", resent: true },
  ...Object.fromEntries(
    (["widget", "user", "other-state", "postdate"] satisfies EndedBy[]).map((by) => [
      `cancelled-${by}`,
      { state: "cancelled", by } as const,
    ]),
  ),
  gone: { state: "gone" },
  "gone-without-session": { state: "gone", hasSession: false },
  dropped: { state: "dropped" },
  "dropped-because": { state: "dropped", blocker: "no-power" },
  "dropped-error": { state: "dropped", error: ERROR },
  "resend-due": { state: "dropped", resendAt: NOW + 5 * MINUTE },
  refused: { state: "refused", error: ERROR },
  unknown: { state: "unknown" },
  overdue: { state: "pending", dueAt: NOW - MINUTE },
};

function popup(
  name: string,
  delays: readonly DelayView[],
  memberships: CallMembership[] = [],
  more: Partial<GalleryState> = {},
): GalleryState {
  const answers = {
    overview: overview({ delays: [...delays], widgets: [] }),
    memberships,
    "delays-elsewhere": { delays: [], failed: false },
    "delay-details": {},
    ...more.answers,
  };
  return { page: "popup", name, until: LISTED, ...more, answers };
}

function ended(of: (change: Partial<DelayView>) => DelayView, name: string, number: number): DelayView {
  const { restartedAt: _, ...delay } = of({ id: `${name}-${number}` });
  const endedAt = NOW - (number + 1) * 7 * MINUTE;
  return { ...delay, scheduledAt: endedAt - delay.delay, dueAt: endedAt, endedAt, ...ENDINGS[name] };
}

const NAMES = Object.keys(ENDINGS);
const ALL_ENDED = [
  ["ended-leaves", NAMES.map((name, number) => ended(leave, name, number))],
  ["ended-messages", NAMES.map((name, number) => ended(message, name, number))],
  ["ended-changes", NAMES.map((name, number) => ended(change, name, number))],
] as const;

const CALL: CallMembership = {
  userId: ALICE,
  room: { id: "!standup:example.org", name: "Standup" },
  type: "org.matrix.msc3401.call.member",
  stateKey: `_${ALICE}_DEVICE_m.call`,
  from: "here",
  since: NOW - 40 * MINUTE,
  expiresAt: NOW + 3 * HOUR,
};
const ELSEWHERE: CallMembership = {
  ...CALL,
  room: { id: "!retro:example.org", name: "Retrospective" },
  from: "elsewhere",
};
const RAN_OUT: CallMembership = {
  ...CALL,
  room: { id: "!old:example.org" },
  from: "unknown",
  since: NOW - 50 * HOUR,
  expiresAt: NOW - 46 * HOUR,
};
const LEAVE = clicking(part("leave-call"));
const LEAVES = clicking(part("leave-call"), part("leave-yes"));

/** Recently ended delays, with each ending, and calls that the user was left behind in. */
export const ENDED_STATES: GalleryState[] = [
  ...ALL_ENDED.flatMap(([name, delays]) => [
    popup(name, delays),
    popup(`${name}-opened`, delays, [], {
      act: clickingAll(part("open")),
      until: `${part("details")} dd:last-child`,
    }),
  ]),
  popup("cleared", [ended(leave, "sent-time", 0)], [], {
    answers: { "clear-ended": { ok: true } },
    later: { overview: overview({ widgets: [] }) },
    act: clicking(part("clear-ended")),
    until: `${part("cleared")}:not(:empty)`,
  }),
  popup("left-behind", [], [CALL]),
  popup("left-behind-several", [], [CALL, ELSEWHERE, { ...ELSEWHERE, userId: "@alice:work.example.com" }]),
  popup("left-behind-ran-out", [], [RAN_OUT], { act: clicking(`${part("ran-out")} summary`) }),
  popup("left-behind-asking", [], [CALL, ELSEWHERE], { act: LEAVE, until: part("leave-yes") }),
  ...(["alive", "other-device", "unchecked", "over", "not-allowed", "limited", "no-session"] as const).map(
    (reason) =>
      popup(`left-behind-${reason}`, [], [CALL], {
        answers: { "leave-call": { ok: false, error: "", reason, at: NOW + 30 * SECOND } },
        act: LEAVES,
        until: part("not-left"),
      }),
  ),
  popup("left-behind-failed", [], [CALL], {
    answers: { "leave-call": { ok: false, error: ERROR } },
    act: LEAVES,
    until: part("not-left"),
  }),
  popup("left-behind-left", [], [CALL], {
    answers: { "leave-call": { ok: true } },
    later: { memberships: [] },
    act: LEAVES,
    until: `${part("left-call")}:not(:empty)`,
  }),
];
