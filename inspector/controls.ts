import type { Files } from "./files.ts";
import type { Model } from "./model.ts";
import type { Sending } from "./sending.ts";

/** The actions that views offer. */
export interface Controls {
  model: Model;
  files: Files;
  sending: Sending;
  /** Requests permission for these match patterns; must come straight from a click. */
  allow(patterns: string[]): Promise<void>;
  /** Allows the inspector to send requests again, or forbids it. */
  allowSending(isAllowed: boolean): Promise<void>;
}
