import type { Row } from "../log/row.ts";
import type { Pattern, PatternFault } from "./pattern.ts";

/**
 * A parsed filter. Every clause must hold, and a clause holds if one of its terms does. `or` joins only the terms
 * beside it, so that a term added at the end, as by *mute*, applies to all rows.
 */
export interface Query {
  clauses: Term[][];
  problems: Problem[];
}

export interface Term {
  /** Its place in the text: from its first character to after its last. */
  from: number;
  to: number;
  not: boolean;
  test: Test;
}

export type Test =
  /** `any`: search line and payloads. `payload`: the messages, as JSON. */
  | { on: "any" | "payload" | "widget" | "action" | "type" | "room" | "id"; needle: Needle }
  | { on: "dir"; api: Row["api"] }
  | { on: "is"; quality: Quality }
  | { on: "by"; who: NonNullable<Row["by"]> }
  /** The reply took longer (ms), or has been missing for longer. */
  | { on: "over"; ms: number }
  /** A message is at least this long (UTF-16 units of JSON). */
  | { on: "size"; least: number };

/** What to search for in a text, ignoring case. */
export type Needle =
  /** In lower case. `escaped` is its form in JSON. `exact`: it must equal the whole value. */
  { text: string; escaped: string; exact: boolean } | { pattern: Pattern };

/** The values of `is:`. */
export const QUALITIES = [
  "error",
  "pending",
  "slow",
  "late",
  "duplicate",
  "delayed",
  "changed",
  "unheard",
] as const;
export type Quality = (typeof QUALITIES)[number];

/** The keys, written before a colon. */
export const KEYS = [
  ...(["widget", "dir", "action", "type", "room"] as const),
  ...(["is", "by", "over", "size", "id", "text"] as const),
];
export type Key = (typeof KEYS)[number];

/**
 * An invalid term, and its place. A filter searches for such a term as text, but ignores one with a faulty pattern.
 */
export type Problem = { from: number; to: number } & (
  | { is: "unknown-key" | "unknown-value"; key: string }
  | ({ is: "pattern" } & PatternFault)
);

/** Says whether a clause is a muted action: it hides the rows of one action and nothing else. */
export function isMute(clause: readonly Term[]): boolean {
  const [term] = clause;
  return clause.length === 1 && term !== undefined && term.not && term.test.on === "action";
}

/** @returns the current problems of a filter: invalid terms, and patterns that have given up since */
export function problemsOf({ problems, clauses }: Query): Problem[] {
  const gaveUp = clauses
    .flat()
    .filter(({ test }) => "needle" in test && "pattern" in test.needle && test.needle.pattern.gaveUp);
  return [
    ...problems,
    ...gaveUp.map(({ from, to }): Problem => ({ from, to, is: "pattern", fault: "too-slow" })),
  ];
}
