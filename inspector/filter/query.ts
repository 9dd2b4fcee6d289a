import type { Row } from "../log/row.ts";
import type { Pattern, PatternFault } from "./pattern.ts";

/**
 * What a filter's text says. Every clause has to hold, and a clause holds where one of its terms does: `or` joins the
 * terms beside it alone, so that a term added at the end, as *mute* does, holds for all rows.
 */
export interface Query {
  clauses: Term[][];
  problems: Problem[];
}

export interface Term {
  /** Where it stands in the text: from its first character to after its last. */
  from: number;
  to: number;
  not: boolean;
  test: Test;
}

export type Test =
  /** `any`: search line and payloads. `payload`: what was said, as JSON. */
  | { on: "any" | "payload" | "widget" | "action" | "type" | "room" | "id"; needle: Needle }
  | { on: "dir"; api: Row["api"] }
  | { on: "is"; quality: Quality }
  | { on: "by"; who: NonNullable<Row["by"]> }
  /** The reply took longer (ms), or has been waited for longer. */
  | { on: "over"; ms: number }
  /** A message is at least this long (UTF-16 units of JSON). */
  | { on: "size"; least: number };

/** The text to search for; case never matters. */
export type Needle =
  /** In lower case. `escaped` is how JSON writes it. `exact`: the whole value is this. */
  { text: string; escaped: string; exact: boolean } | { pattern: Pattern };

/** What `is:` knows. */
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

/** What stands before a colon. */
export const KEYS = [
  ...(["widget", "dir", "action", "type", "room"] as const),
  ...(["is", "by", "over", "size", "id", "text"] as const),
];
export type Key = (typeof KEYS)[number];

/**
 * What could not be understood, and where it stands. Such a term is searched for as text; one with a faulty pattern
 * counts as not there.
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

/**
 * @returns what is wrong with a filter so far: parts that were not understood, and patterns that have given up since
 */
export function problemsOf({ problems, clauses }: Query): Problem[] {
  const gaveUp = clauses
    .flat()
    .filter(({ test }) => "needle" in test && "pattern" in test.needle && test.needle.pattern.gaveUp);
  return [
    ...problems,
    ...gaveUp.map(({ from, to }): Problem => ({ from, to, is: "pattern", fault: "too-slow" })),
  ];
}
