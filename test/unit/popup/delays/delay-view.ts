import type { DelayView } from "../../../../src/messaging/views/delays.ts";

/** A delay as the background shows it: the leave of a call, pending, scheduled at 0, due at 18 s. */
export function delayView(change: Partial<DelayView> = {}): DelayView {
  return {
    id: "id",
    state: "pending",
    purpose: "call-leave",
    delay: 18_000,
    scheduledAt: 0,
    dueAt: 18_000,
    room: { id: "!room:example.org" },
    widget: { id: "widget", origin: "https://call.example" },
    hasSession: true,
    client: "https://client.example",
    userId: "@alice:example.org",
    type: "m.rtc.member",
    stateKey: "key",
    ...change,
  };
}
