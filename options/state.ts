import type { Phrase } from "../src/browser/i18n.ts";
import type { Options } from "../src/messaging/views/options.ts";

/** The settings on this page, apart from lists. */
export type SettingName = "everywhere" | "unencrypted" | "notifications" | "language";

/** Everything that the options page shows. */
export interface OptionsState {
  options?: Options;
  /** Whether the background has not answered in time. */
  silent: boolean;
  /** Whether the browser permits notifications. */
  mayNotify: boolean;
  /** The keys that open the popup; empty if there are none, absent if unknown. */
  keys?: string;
  /** Why the last change of each setting failed. */
  failures: Partial<Record<SettingName, Phrase>>;
}

export const EMPTY: OptionsState = { silent: false, mayNotify: false, failures: {} };
