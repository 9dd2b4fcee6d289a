import { type WidgetApi, WidgetApiResponseError } from "matrix-widget-api";
import { scheduleLastWill, sendPresence } from "./events.ts";
import { delayedCapabilities } from "./host.ts";
import type { HeartbeatOptions } from "./options.ts";
import type { HeartbeatState, Phase } from "./state.ts";

/** The buttons' actions. None of them throws; errors go into the state. */
export interface Heartbeat {
  approve(approved: string[]): void;
  start(): Promise<void>;
  stop(): void;
  sendNow(): Promise<void>;
  cancel(): Promise<void>;
}

/**
 * Runs the heartbeat on the given state.
 * @param api the channel to the host
 * @param onChange called after every change of the state
 */
export function createHeartbeat(
  api: WidgetApi,
  options: HeartbeatOptions,
  state: HeartbeatState,
  onChange: () => void,
): Heartbeat {
  let timer: ReturnType<typeof setTimeout> | undefined;

  function enter(phase: Phase, text: string): void {
    if (phase !== "beating") clearTimeout(timer);
    state.phase = phase;
    state.log.push({ at: Date.now(), text });
    onChange();
  }

  /** @returns the answer, or undefined after an error, which is recorded */
  async function ask<Answer>(during: string, question: () => Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await question();
    } catch (thrown) {
      const message = thrown instanceof Error ? thrown.message : String(thrown);
      const matrixApiError =
        thrown instanceof WidgetApiResponseError ? thrown.data.matrix_api_error : undefined;
      state.errors.push({ at: Date.now(), during, message, matrixApiError });
      state.log.push({ at: Date.now(), text: `${during}: ${message}` });
      onChange();
      return undefined;
    }
  }

  function beatLater(ms: number): void {
    timer = setTimeout(restart, Math.max(ms, 0));
  }

  async function restart(): Promise<void> {
    const { delayId } = state;
    if (delayId === undefined) return;
    const at = Date.now();
    const errorsBefore = state.errors.length;
    const answer = await ask("Restart", () => api.restartScheduledDelayedEvent(delayId));
    const error = answer ? undefined : state.errors[errorsBefore];
    state.restarts.push({ at, ms: Date.now() - at, ...(error && { error: error.message }) });
    if (answer) state.dueAt = Date.now() + options.delay;
    if (state.phase !== "beating" || state.delayId !== delayId) return onChange();
    if (error?.matrixApiError?.response.errcode === "M_NOT_FOUND") {
      return enter("lost", "The homeserver no longer knows the last will");
    }
    onChange();
    beatLater(at + options.interval - Date.now());
  }

  /** Ends the delay by an action of the user. A failure leaves the heartbeat unchanged. */
  async function end(
    during: string,
    done: "sent" | "cancelled",
    question: (delayId: string) => Promise<unknown>,
  ) {
    const { delayId } = state;
    if (delayId === undefined) return;
    if (!(await ask(during, () => question(delayId)))) return;
    state.dueAt = undefined;
    enter(done, done === "sent" ? "The last will was sent" : "The last will was cancelled");
  }

  async function tellRoom(): Promise<void> {
    const sent = await ask("Presence", () => sendPresence(api, options));
    if (!sent) return enter("failed", "The room could not be told");
    enter("beating", "The heart beats");
    beatLater(options.interval);
  }

  const heartbeat: Heartbeat = {
    approve(approved) {
      state.approved = approved;
      if (state.phase !== "connecting" && state.phase !== "refused") return onChange();
      const missing = delayedCapabilities(options).filter((c) => !approved.includes(c));
      if (missing.length > 0) return enter("refused", `Not approved: ${missing.join(", ")}`);
      enter("ready", "The client approved");
      if (options.autostart) heartbeat.start();
    },

    async start() {
      if (state.phase === "starting" || state.phase === "beating") return;
      if (state.phase === "stopped") await heartbeat.cancel();
      state.delayId = undefined;
      if (!options.will) return tellRoom();
      enter("starting", "Scheduling the last will");
      const scheduled = await ask("Schedule", () => scheduleLastWill(api, options));
      if (!scheduled) return enter("failed", "The last will could not be scheduled");
      if (scheduled.delay_id === undefined) {
        const message = `The client sent the last will at once, as ${scheduled.event_id}`;
        state.errors.push({ at: Date.now(), during: "Schedule", message });
        return enter("failed", message);
      }
      state.delayId = scheduled.delay_id;
      state.dueAt = Date.now() + options.delay;
      onChange();
      await tellRoom();
    },

    stop() {
      if (state.phase === "beating") enter("stopped", "The heartbeat was stopped");
    },

    sendNow: () => end("Send now", "sent", (delayId) => api.sendScheduledDelayedEvent(delayId)),
    cancel: () => end("Cancel", "cancelled", (delayId) => api.cancelScheduledDelayedEvent(delayId)),
  };
  return heartbeat;
}
