import { isObject } from "../widget-api/message.ts";

/** The old names of stored keys, up to November 2026, and their present ones. */
const KEYS: Record<string, string> = {
  world: "partition",
  doubt: "blocker",
  mayHaveTwins: "mayHaveDuplicates",
  anew: "resent",
  looks: "checks",
  lookedAt: "checkedAt",
};
/** The same for the states of a delay. */
const STATES: Record<string, string> = { "came-to-nothing": "dropped" };

/**
 * Storage survives an update of the extension, but some names in it have changed.
 * @returns a ledger entry, or a consent, with its present names; everything else in it is unchanged
 */
export function withPresentNames(stored: unknown): unknown {
  if (!isObject(stored)) return stored;
  const named = Object.entries(stored).map(([key, value]) => [nameOf(KEYS, key), value] as const);
  const { state, ...rest } = Object.fromEntries(named);
  return state === undefined
    ? rest
    : { ...rest, state: typeof state === "string" ? nameOf(STATES, state) : state };
}

function nameOf(names: Record<string, string>, name: string): string {
  return Object.hasOwn(names, name) ? (names[name] ?? name) : name;
}
