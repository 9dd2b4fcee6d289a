import type { PresetFault } from "../preset-fault.ts";
import type { GivenConsent, PresetConsent } from "./consents.ts";

/** Everything that the options page shows. `preset` says that an administrator has decided it. */
export interface Options {
  /** The sites that were chosen, all websites first. */
  sites: SiteChoice[];
  /** The widgets that are always allowed some features. */
  consents: GivenConsent[];
  presetConsents: PresetConsent[];
  /** The invalid parts of an administrator's preset; absent if there are none. */
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
