import type { HeartbeatError, HeartbeatState } from "./state.ts";

/** @returns a headline for the current phase */
export function headline({ phase }: HeartbeatState): string {
  switch (phase) {
    case "connecting":
      return "Waiting for the client";
    case "refused":
      return "Not allowed";
    case "ready":
      return "Ready";
    case "starting":
      return "Starting";
    case "beating":
      return "Alive";
    case "stopped":
      return "The heartbeat has stopped";
    case "sent":
      return "The last will was sent";
    case "cancelled":
      return "The last will was cancelled";
    case "lost":
      return "The last will is gone";
    case "failed":
      return "This did not work";
  }
}

/** @returns a sentence or two about its consequences; `now` in ms since the epoch, `delay` in ms */
export function explanation(state: HeartbeatState, delay: number, now: number): string {
  const seconds = (ms: number) => `${Math.max(0, Math.ceil(ms / 1000))}\u00a0s`;
  switch (state.phase) {
    case "connecting":
      return "The client has not yet said what this widget may do.";
    case "refused":
      return "The client does not let this widget send events later.";
    case "ready":
      return "Start tells the room that you are here, and leaves a last will for the case that you vanish.";
    case "starting":
      return "The last will is handed over to the homeserver.";
    case "beating":
      return `If this page vanishes, the room is told within ${seconds(delay)}.`;
    case "stopped":
      return now < (state.dueAt ?? 0)
        ? `The homeserver tells the room in ${seconds((state.dueAt ?? 0) - now)}.`
        : "The homeserver has told the room by now.";
    case "sent":
      return "The room knows that you are gone.";
    case "cancelled":
      return "The room will not be told when you vanish.";
    case "lost":
      return "The homeserver has sent it, or has forgotten it.";
    case "failed":
      return "See the last error. Start tries again.";
  }
}

/** @returns the error in one line, with the homeserver's code if there is one */
export function errorInWords({ during, message, matrixApiError }: HeartbeatError): string {
  const code = matrixApiError?.response.errcode;
  return `${during}: ${message}${code ? ` (${code})` : ""}`;
}
