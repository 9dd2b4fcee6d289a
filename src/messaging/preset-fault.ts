/** An invalid part of an administrator's preset, which does not count. */
export interface PresetFault {
  /** Its place: `sites`, or `sites[3]`. */
  at: string;
  /** Its value, as JSON, cut to 200 characters. */
  entry: string;
  why: PresetFaultReason;
}

/** What a valid value would be. */
export type PresetFaultReason =
  /** One of the known keys. */
  | "key"
  | "list"
  | "switch"
  | "site"
  /** A client, a widget and features. */
  | "consent"
  | "client"
  | "widget"
  /** Names of features; the consent counts for the known ones. */
  | "features"
  /** Fewer entries: the first ones count. */
  | "too-many";
