/** The length of each delay (ms): none ever becomes due. */
export const DELAY = 600_000;
/** The type of the state event with which a widget says that it has left. */
export const STATE = "com.example.heartbeat.member";
/** What a widget schedules: a message, for which it matters whether the room is encrypted; and the leave of a call. */
export const EVENTS = {
  schedule: () => ({ type: "m.room.message", content: { msgtype: "m.text", body: "bench" } }),
  // Each has its own key, since browsers remember for some seconds that an address needs no preflight.
  lastWill: () => ({ type: STATE, state_key: crypto.randomUUID(), content: { status: "gone" } }),
};

/** The actions of a widget or a page on a delay. Times are in ms. */
export interface TimedActions {
  /** Brings its page to the front, since browsers do less for hidden ones. */
  toFront(): Promise<void>;
  schedule(what: keyof typeof EVENTS): Promise<{ took: number; delayId: string }>;
  restart(delayId: string): Promise<number>;
  cancel(delayId: string): Promise<unknown>;
}
