import type { Approval } from "../widget-api/capabilities.ts";
import { SEND_CAPABILITIES, UPDATE_CAPABILITIES } from "./names.ts";

const NAMES: ReadonlySet<string> = new Set([...SEND_CAPABILITIES, ...UPDATE_CAPABILITIES]);

/** Says whether a capability is one of MSC4157's, under any name it has had. */
export function isDelayedCapability(capability: string): boolean {
  return NAMES.has(capability);
}

/** Parts capabilities into those of delayed events and the others. */
export function partCapabilities(capabilities: string[]): { delayed: string[]; others: string[] } {
  return {
    delayed: capabilities.filter(isDelayedCapability),
    others: capabilities.filter((capability) => !isDelayedCapability(capability)),
  };
}

/**
 * What a widget is told of its capabilities when some were hidden from its host.
 * @param told what the host said
 * @param hidden what the host was not told of this time
 * @param granted all that the user has granted of what was hidden so far; it is cumulative as `approved` is
 */
export function withGranted(told: Approval, hidden: string[], granted: string[]): Approval {
  const heard = told.approved.filter((capability) => !isDelayedCapability(capability));
  return { requested: [...told.requested, ...hidden], approved: [...heard, ...granted] };
}
