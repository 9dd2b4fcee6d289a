import { isObject } from "../widget-api/message.ts";

/** What the keys of stored entries were called up to November 2026, and are called now. */
const KEYS: Record<string, string> = {
  world: "partition",
  doubt: "blocker",
  mayHaveTwins: "mayHaveDuplicates",
  anew: "resent",
  looks: "checks",
  lookedAt: "checkedAt",
};
/** The same of the states of a delay. */
const STATES: Record<string, string> = { "came-to-nothing": "dropped" };

/**
 * Storage outlives an update of the extension, and names in it have changed.
 * @returns an entry of the ledger, or a consent, under the names of today; what else is in it stays as it is
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
