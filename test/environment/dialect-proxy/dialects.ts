/** How a homeserver speaks of delayed events (MSC4140), in what no Synapse up to 1.163 does. */
export interface Dialect {
  /** Flags of /versions: those named here are said so, and left out where `undefined`. The others are the homeserver's. */
  flags: Record<string, boolean | undefined>;
  /** Where delayed events are asked for. Where that is "stable", the unstable paths are not there, and ends are told. */
  paths: "unstable" | "stable";
  /** The dedicated PUT, by the name that its body has for the delay; without it there is none. */
  dedicated?: "delay_ms" | "delay";
  /** What becomes of a delay in the query: it is obeyed, overlooked (the event is sent at once), or refused by this status. */
  query: "obeyed" | "overlooked" | 400 | 404;
  /** What the list of pending events looks like. */
  list: "synapse" | "draft" | "missing";
  /** Whether the single GET tells how a delay ended, and an update that contradicts the end is a conflict (409). */
  finalised: boolean;
}

const FLAG = "org.matrix.msc4140";
const STABLE_FLAG = "org.matrix.msc4140.stable";

/** As the homeserver behind the proxy speaks by itself. */
export const AS_IT_IS: Dialect = {
  flags: {},
  paths: "unstable",
  query: "obeyed",
  list: "synapse",
  finalised: false,
};

/** Variants that were specified, drafted or accepted, and one homeserver that is not to be trusted. */
export const DIALECTS = {
  /** The dedicated PUT beside the query parameter. */
  dedicated: { ...AS_IT_IS, dedicated: "delay_ms" },
  /** The dedicated PUT alone, with the name its delay had until June 2026. */
  dedicatedDraft: { ...AS_IT_IS, dedicated: "delay", query: 400 },
  /** The dedicated PUT alone; whoever asks by the query has the event sent at once. */
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
  /** Ends are told, under the unstable paths. */
  finalised: { ...AS_IT_IS, finalised: true },
  /** The list as drafts had it in October 2025. */
  draftList: { ...AS_IT_IS, list: "draft", finalised: true },
  /** No list at all. */
  noList: { ...AS_IT_IS, list: "missing" },
  /** Says that it can, and cannot. */
  lying: { ...AS_IT_IS, flags: { [FLAG]: true } },
  /** Can, and says that it cannot. */
  denying: { ...AS_IT_IS, flags: { [FLAG]: false } },
  /** Can, and says nothing of it. */
  silent: { ...AS_IT_IS, flags: { [FLAG]: undefined } },
} as const satisfies Record<string, Dialect>;
