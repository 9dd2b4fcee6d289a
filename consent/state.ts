import type { ConsentQuestion } from "../src/messaging/views/consents.ts";

/** Everything that the window shows. */
export interface ConsentState {
  /** The open questions, starting with the one to show; absent until the background has answered. */
  questions?: ConsentQuestion[];
  /** How many questions were answered in this window before. */
  before: number;
  /** Whether the background has not answered in time. */
  silent: boolean;
  /** The id of the question whose answer is on its way. */
  answering?: string | undefined;
  /** Whether the last answer did not count, since its question was no longer open. */
  tooLate?: boolean;
}

export const START: ConsentState = { before: 0, silent: false };
