import type { Files } from "./files.ts";
import type { Model } from "./model.ts";
import type { Sending } from "./sending.ts";

/** The actions of the views. */
export interface Controls {
  model: Model;
  files: Files;
  sending: Sending;
  /** Asks the user for these match patterns, straight from a click. */
  allow(patterns: string[]): Promise<void>;
  /** Lets requests be sent again, or forbids it. */
  allowSending(isAllowed: boolean): Promise<void>;
}
