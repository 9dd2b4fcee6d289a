/** Something that an administrator has preset and that does not count. */
export interface PresetFault {
  /** Where it stands: `sites`, or `sites[3]`. */
  at: string;
  /** What stands there, as JSON, cut to 200 characters. */
  entry: string;
  why: PresetFaultReason;
}

/** What would be right in its place. */
export type PresetFaultReason =
  /** One of the keys that there are. */
  | "key"
  | "list"
  | "switch"
  | "site"
  /** A client, a widget and features. */
  | "consent"
  | "client"
  | "widget"
  /** Names of features; the consent counts for those that there are. */
  | "features"
  /** Fewer entries: the first ones count. */
  | "too-many";
