import type { UpdateAction } from "../../src/delayed-events/delayed-event.ts";
import type { Purpose } from "../../src/delayed-events/purpose.ts";
import type { Row } from "../log/row.ts";
import type { Sentence } from "./sentence.ts";

/** A widget's request about a delay. Times are in epoch milliseconds. */
export interface Beat {
  serial: number;
  action: "schedule" | UpdateAction;
  at: number;
  /** When any answer came. */
  answeredAt?: number;
  outcome: "done" | "failed" | "pending" | "unheard";
  /** Why it failed. */
  words?: Sentence;
  /** Who performed or refused it. */
  by?: Row["by"];
}

/** The time between two beats that held the event back (epoch ms). */
export interface Gap {
  from: number;
  to: number;
  isLongest: boolean;
}

/** How a delay ended: by the widget's request, or because its time passed, which is inferred. */
export interface LaneEnd {
  how: "running" | "fired" | "ran-out" | "sent" | "cancelled" | "not-scheduled" | "sent-at-once" | "unknown";
  at: number;
  serial?: number;
}

/** One delay in time. */
export interface Lane {
  conversation: number;
  delayId?: string;
  /** Absent for a delay that was scheduled before the inspector was open. */
  type?: string;
  stateKey?: string;
  purpose?: Purpose;
  /** In milliseconds. */
  delay?: number;
  since: number;
  beats: Beat[];
  gaps: Gap[];
  end: LaneEnd;
  /** The sentences about it, the most important first. */
  words: Sentence[];
}
