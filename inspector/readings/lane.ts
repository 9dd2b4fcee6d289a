import type { UpdateAction } from "../../src/delayed-events/delayed-event.ts";
import type { Purpose } from "../../src/delayed-events/purpose.ts";
import type { Row } from "../log/row.ts";
import type { Sentence } from "./sentence.ts";

/** Something that a widget asked for a delay. Times are in epoch milliseconds. */
export interface Beat {
  serial: number;
  action: "schedule" | UpdateAction;
  at: number;
  /** When the answer came, whatever it was. */
  answeredAt?: number;
  outcome: "done" | "failed" | "pending" | "unheard";
  /** Why it failed. */
  words?: Sentence;
  /** Who did it, or refused. */
  by?: Row["by"];
}

/** The time between two beats that held the event back (epoch ms). */
export interface Gap {
  from: number;
  to: number;
  isLongest: boolean;
}

/** How a delay ended: by what the widget asked, or because its time passed, which is derived. */
export interface LaneEnd {
  how: "running" | "fired" | "ran-out" | "sent" | "cancelled" | "not-scheduled" | "sent-at-once" | "unknown";
  at: number;
  serial?: number;
}

/** One delay in time. */
export interface Lane {
  conversation: number;
  delayId?: string;
  /** Absent for a delay that was scheduled before anybody looked. */
  type?: string;
  stateKey?: string;
  purpose?: Purpose;
  /** In milliseconds. */
  delay?: number;
  since: number;
  beats: Beat[];
  gaps: Gap[];
  end: LaneEnd;
  /** The remarks on the delay, the most important first. */
  words: Sentence[];
}
