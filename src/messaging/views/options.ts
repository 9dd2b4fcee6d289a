import type { PresetFault } from "../preset-fault.ts";
import type { GivenConsent, PresetConsent } from "./consents.ts";

/** Everything that the options page shows. `preset` says that an administrator has decided it. */
export interface Options {
  /** The sites that were chosen, all websites first. */
  sites: SiteChoice[];
  /** Widgets that need no other question for some feature. */
  consents: GivenConsent[];
  presetConsents: PresetConsent[];
  /** What an administrator has preset in vain; absent if nothing is. */
  presetFaults?: PresetFault[];
  unencrypted: Setting;
  notifications: Setting;
  reportLanguage: ReportLanguage;
}

/** A site as a match pattern. One that is preset is off until the browser permits it. */
export interface SiteChoice {
  site: string;
  on: boolean;
  preset: boolean;
}

export interface Setting {
  on: boolean;
  preset: boolean;
}

/** The browser's language, or English. */
export type ReportLanguage = "browser" | "en";
