import type { Phrase } from "../src/browser/i18n.ts";
import type { Options } from "../src/messaging/views/options.ts";

/** What the user can set on this page, apart from lists. */
export type SettingName = "everywhere" | "unencrypted" | "notifications" | "language";

/** Everything that the options page shows. */
export interface OptionsState {
  options?: Options;
  /** The background has not answered in time. */
  silent: boolean;
  /** Whether the browser permits notifications. */
  mayNotify: boolean;
  /** The keys that open the popup; empty if there are none, absent if the browser has not said. */
  keys?: string;
  /** Why the last change of each setting did not count. */
  failures: Partial<Record<SettingName, Phrase>>;
}

export const EMPTY: OptionsState = { silent: false, mayNotify: false, failures: {} };
