import type { Approval } from "../widget-api/capabilities.ts";
import { FEATURES } from "./features.ts";

/** @returns the ids of the features that need one of these capabilities */
export function featuresWanted(capabilities: readonly string[]): string[] {
  return FEATURES.filter((feature) => capabilities.some((each) => feature.capabilities.includes(each))).map(
    ({ id }) => id,
  );
}

/**
 * Splits capabilities into those of features and the others.
 * @param features the ids of the features to consider; all features if left out
 */
export function splitCapabilities(
  capabilities: readonly string[],
  features?: readonly string[],
): { ours: string[]; others: string[] } {
  const meant = FEATURES.filter(({ id }) => features?.includes(id) ?? true);
  const names = new Set(meant.flatMap((feature) => feature.capabilities));
  return {
    ours: capabilities.filter((capability) => names.has(capability)),
    others: capabilities.filter((capability) => !names.has(capability)),
  };
}

/** @returns those of these capabilities that the user can grant if the host lacks their features */
export function grantable(capabilities: readonly string[]): string[] {
  const hostOnly = FEATURES.flatMap((feature) => feature.hostOnly ?? []);
  return capabilities.filter((capability) => !hostOnly.includes(capability));
}

/**
 * The capabilities to report to a widget when some were hidden from its host.
 * @param told the host's approval
 * @param hidden the capabilities hidden from the host this time
 * @param granted everything hidden so far that the user has granted; cumulative, like `approved`
 * @param lacking the ids of the features with capabilities hidden so far: the host's approval of them does not count
 */
export function withGranted(
  told: Approval,
  { hidden, granted, lacking }: { hidden: string[]; granted: string[]; lacking: string[] },
): Approval {
  const heard = splitCapabilities(told.approved, lacking).others;
  return { requested: [...told.requested, ...hidden], approved: [...heard, ...granted] };
}
