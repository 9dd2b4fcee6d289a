/** How a homeserver's delayed events (MSC4140) differ from those of every Synapse up to 1.163. */
export interface Dialect {
  /** Flags of /versions that override the homeserver's; `undefined` removes one. */
  flags: Record<string, boolean | undefined>;
  /** The paths for delayed events. If "stable", the unstable paths do not exist, and endings are reported. */
  paths: "unstable" | "stable";
  /** The body's field for the delay in the dedicated PUT; without it, there is no such PUT. */
  dedicated?: "delay_ms" | "delay";
  /** Whether that PUT ignores stickiness. */
  overlooksSticky?: boolean;
  /**
   * What happens to a delay in the query: obeyed, ignored (the event is sent immediately), or refused with this status.
   */
  query: "obeyed" | "overlooked" | 400 | 404;
  /**
   * The form of the list of pending events: Synapse's, that of the drafts of October 2025 and June 2026, without times,
   * or missing.
   */
  list: "synapse" | "draft" | "june" | "timeless" | "missing";
  /**
   * Whether the single GET reports how a delay ended, and an update that contradicts the ending is a conflict (409).
   */
  finalised: boolean;
  /** Capabilities besides the homeserver's own; `undefined` removes one. */
  capabilities?: Record<string, object | undefined>;
  /** The refusal of every delay, or of one beyond the homeserver's maximum (ms), instead of Synapse's. */
  refusal?: { beyond: number; status: number; errcode: string };
}

const FLAG = "org.matrix.msc4140";
const STABLE_FLAG = "org.matrix.msc4140.stable";
/** Synapse's maximum in these tests (ms). */
const DAY = 86_400_000;

/** The dialect of the homeserver behind the proxy. */
export const AS_IT_IS: Dialect = {
  flags: {},
  paths: "unstable",
  query: "obeyed",
  list: "synapse",
  finalised: false,
};

/** Variants that were specified, drafted or accepted, and one untrustworthy homeserver. */
export const DIALECTS = {
  /** The dedicated PUT beside the query parameter. */
  dedicated: { ...AS_IT_IS, dedicated: "delay_ms" },
  /** The same as in a draft of Synapse: the dedicated PUT ignores stickiness. */
  dedicatedNotSticky: { ...AS_IT_IS, dedicated: "delay_ms", overlooksSticky: true },
  /** Only the dedicated PUT, with the name its delay field had until June 2026. */
  dedicatedDraft: { ...AS_IT_IS, dedicated: "delay", query: 400 },
  /** Only the dedicated PUT; a delay in the query is ignored, so the event is sent immediately. */
  dedicatedOnly: { ...AS_IT_IS, dedicated: "delay_ms", query: "overlooked" },
  /** Everything under stable paths, as MSC4140 was accepted. */
  stable: {
    flags: { [FLAG]: undefined, [STABLE_FLAG]: true },
    paths: "stable",
    dedicated: "delay_ms",
    query: 404,
    list: "missing",
    finalised: true,
  },
  /** The same once specified: a capability names it instead of a flag, and there is a list. */
  specification: {
    flags: { [FLAG]: undefined, [STABLE_FLAG]: undefined },
    capabilities: {
      "org.matrix.msc4140.delayed_events": undefined,
      "m.delayed_events": { max_delay_ms: DAY, max_scheduled: 100 },
    },
    paths: "stable",
    dedicated: "delay_ms",
    query: 404,
    list: "june",
    finalised: true,
  },
  /** Endings are reported, under the unstable paths. */
  finalised: { ...AS_IT_IS, finalised: true },
  /** The list of the drafts of October 2025. */
  draftList: { ...AS_IT_IS, list: "draft", finalised: true },
  /** The list of the draft of June 2026, which includes ended delays. */
  juneList: { ...AS_IT_IS, list: "june", finalised: true },
  /** A list without times, like Katrix's. */
  timelessList: { ...AS_IT_IS, list: "timeless" },
  /** Tuwunel's error for a delay that is too large. */
  tuwunel: {
    ...AS_IT_IS,
    dedicated: "delay_ms",
    list: "june",
    finalised: true,
    refusal: { beyond: DAY, status: 400, errcode: "M_INVALID_PARAM" },
  },
  /** Tuwunel with delayed events off. */
  tuwunelOff: {
    ...AS_IT_IS,
    flags: { [FLAG]: true },
    capabilities: {
      "org.matrix.msc4140.delayed_events": undefined,
      "m.delayed_events": { max_delay_ms: 0, max_scheduled: 0 },
    },
    refusal: { beyond: 0, status: 400, errcode: "M_UNKNOWN" },
  },
  /** No list at all. */
  noList: { ...AS_IT_IS, list: "missing" },
  /** Claims support, but has none. */
  lying: { ...AS_IT_IS, flags: { [FLAG]: true } },
  /** Has support, but denies it. */
  denying: { ...AS_IT_IS, flags: { [FLAG]: false } },
  /** Has support, but does not advertise it. */
  silent: { ...AS_IT_IS, flags: { [FLAG]: undefined } },
} as const satisfies Record<string, Dialect>;
