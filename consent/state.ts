import type { ConsentQuestion } from "../src/messaging/views/consents.ts";

/** Everything that the window shows. */
export interface ConsentState {
  /** The open questions, the one to show first; absent until the background has answered. */
  questions?: ConsentQuestion[];
  /** How many questions were answered in this window before that one. */
  before: number;
  /** The background has not answered in time. */
  silent: boolean;
  /** The question whose answer is on its way. */
  answering?: string | undefined;
  /** The last answer did not count, since nobody was asking any more. */
  tooLate?: boolean;
}

export const START: ConsentState = { before: 0, silent: false };
