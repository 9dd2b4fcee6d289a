import type { IMatrixApiError } from "matrix-widget-api";

/**
 * Where the heartbeat is:
 *
 *     connecting → ready → starting → beating → stopped
 *         ↓                   ↓          ↓         ↓
 *      refused              failed     sent, cancelled, lost → starting …
 *
 * `refused`: the host did not approve what is needed. `failed`: scheduling or the first event did not work.
 * `stopped`: no more restarts, so the last will is sent when its time has come. `lost`: the homeserver no longer
 * knows the delay_id.
 */
export type Phase =
  | "connecting"
  | "refused"
  | "ready"
  | "starting"
  | "beating"
  | "stopped"
  | "sent"
  | "cancelled"
  | "lost"
  | "failed";

/** One restart. `at` is in ms since the epoch, `ms` the time until the answer. */
interface Restart {
  at: number;
  ms: number;
  error?: string;
}

/** An answer that was an error, or none. `during` says what was asked for. */
export interface HeartbeatError {
  at: number;
  during: string;
  message: string;
  matrixApiError?: IMatrixApiError;
}

/** Everything the page shows and tests read. */
export interface HeartbeatState {
  phase: Phase;
  delayId?: string;
  /** When the homeserver sends the last will if nothing more is heard, in ms since the epoch. */
  dueAt?: number;
  restarts: Restart[];
  errors: HeartbeatError[];
  approved: string[];
  log: { at: number; text: string }[];
  /** What the room's state says of this widget now; undefined while nothing is known. */
  inRoom?: string;
}

export function initialState(): HeartbeatState {
  return { phase: "connecting", restarts: [], errors: [], approved: [], log: [] };
}
