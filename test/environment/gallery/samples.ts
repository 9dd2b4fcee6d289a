import type { DelayView } from "../../../src/messaging/views/delays.ts";
import type { Overview } from "../../../src/messaging/views/overview.ts";

/** The gallery's current time (epoch ms): 28 November 2026, 14:32 UTC. */
export const NOW = Date.UTC(2026, 10, 28, 14, 32);
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

export const CLIENT = "https://chat.example.org";
export const SITE = `${CLIENT}/*`;
export const CALL = "https://call.example.org";
export const CALL_ADDRESS = `${CALL}/room`;
export const ALICE = "@alice:example.org";
const ACCOUNT = { userId: ALICE, homeserver: "https://matrix.example.org" };
export const FOUND = {
  name: "Element",
  origin: CLIENT,
  homeservers: ["matrix.example.org"],
  widgets: [CALL_ADDRESS],
};

/** Changes to an overview; `undefined` removes a part. */
export type Different = { [Part in keyof Overview]?: Overview[Part] | undefined };

/** The popup over a client without problems, with these changes. */
export function overview(change: Different = {}): Overview {
  const whole = {
    client: { site: SITE, on: true, missing: [] },
    diagnosis: "ready",
    found: FOUND,
    widgets: [{ widget: CALL_ADDRESS, state: "protected", at: NOW - 2 * SECOND, took: 14 }],
    account: ACCOUNT,
    delays: [],
    refused: [],
    ...change,
  };
  return Object.fromEntries(
    Object.entries(whole).filter(([, part]) => part !== undefined),
  ) as unknown as Overview;
}

/** The leave of a call, due in some seconds, with these changes. */
export function leave(change: Partial<DelayView> = {}): DelayView {
  return {
    id: "leave",
    state: "pending",
    purpose: "call-leave",
    delay: 20 * SECOND,
    scheduledAt: NOW - 3 * MINUTE,
    restartedAt: NOW - 2 * SECOND,
    dueAt: NOW + 18 * SECOND,
    hasSession: true,
    room: { id: "!standup:example.org", name: "Standup" },
    widget: { id: "call", origin: CALL },
    client: CLIENT,
    userId: ALICE,
    type: "org.matrix.msc3401.call.member",
    stateKey: `_${ALICE}_DEVICE_m.call`,
    maskedDelayId: "syd_Qx…",
    ...change,
  };
}

/** A message that is due in three hours, with these changes. */
export function message(change: Partial<DelayView> = {}): DelayView {
  const { stateKey: _, restartedAt: __, ...rest } = leave();
  return {
    ...rest,
    id: "message",
    purpose: "message",
    delay: 3 * HOUR,
    dueAt: NOW + 3 * HOUR - 3 * MINUTE,
    widget: { id: "planner", origin: "https://planner.example.org" },
    type: "m.room.message",
    excerpt: "The meeting starts in ten minutes.",
    maskedDelayId: "syd_Lk…",
    ...change,
  };
}

/** Any other event that changes a room's state, due tomorrow. */
export function change(different: Partial<DelayView> = {}): DelayView {
  const { excerpt: _, ...rest } = message();
  return {
    ...rest,
    id: "change",
    purpose: "state",
    delay: 26 * HOUR,
    dueAt: NOW + 26 * HOUR,
    type: "m.room.topic",
    stateKey: "",
    ...different,
  };
}
