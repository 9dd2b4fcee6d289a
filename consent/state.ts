import type { ConsentQuestion } from "../src/messaging/contract.ts";

/** All that the window shows. */
export interface ConsentState {
  /** What is still asked, the question to show first; absent until the background has said. */
  questions?: ConsentQuestion[];
  /** How many questions were answered in this window before that one. */
  before: number;
  /** The background owes an answer. */
  silent: boolean;
  /** The question whose answer is on its way. */
  answering?: string | undefined;
  /** Why the last answer did not count. */
  error?: string | undefined;
}

export const START: ConsentState = { before: 0, silent: false };
