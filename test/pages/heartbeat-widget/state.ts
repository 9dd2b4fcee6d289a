import type { IMatrixApiError } from "matrix-widget-api";

/**
 * The heartbeat's phases:
 *
 *     connecting → ready → starting → beating → stopped
 *         ↓                   ↓          ↓         ↓
 *      refused              failed     sent, cancelled, lost → starting …
 *
 * `refused`: the host did not approve the needed capabilities. `failed`: scheduling or the first event failed.
 * `stopped`: no more restarts, so the last will is sent when it is due. `lost`: the homeserver no longer knows the
 * delay_id.
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

/** A restart. `at` is in ms since the epoch, `ms` is the time until the answer. */
interface Restart {
  at: number;
  ms: number;
  error?: string;
}

/** An error as answer, or no answer. `during` names the request. */
export interface HeartbeatError {
  at: number;
  during: string;
  message: string;
  matrixApiError?: IMatrixApiError;
}

/** Everything that the page shows and tests read. */
export interface HeartbeatState {
  phase: Phase;
  delayId?: string;
  /** When the homeserver sends the last will without another restart, in ms since the epoch. */
  dueAt?: number;
  restarts: Restart[];
  errors: HeartbeatError[];
  approved: string[];
  log: { at: number; text: string }[];
  /** The widget's current state in the room; undefined while unknown. */
  inRoom?: string;
}

export function initialState(): HeartbeatState {
  return { phase: "connecting", restarts: [], errors: [], approved: [], log: [] };
}
