import { parseFilter } from "./parse.ts";
import type { Key } from "./query.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** A term of a filter, for chips, menus and *mute this action*. */
export interface WrittenTerm {
  key?: Key;
  not?: boolean;
  /** Whether the whole value must match. Only with a key. */
  exact?: boolean;
  value: string;
}

/** @returns a term as filter text, in quotes if it would be read as something else */
function write({ key, not = false, exact = false, value }: WrittenTerm): string {
  const before = `${not ? "-" : ""}${key ? `${key}:` : ""}${key && exact ? "=" : ""}`;
  const isPlain = /^[^\s"/\\=:-][^\s"/\\]*$/.test(value) && (key !== undefined || !/^or$|:/.test(value));
  return before + (isPlain ? value : `"${value.replace(/["\\/]/g, "\\$&")}"`);
}

/** @returns the text with a term at its end that applies to all rows, unless the text has the term already */
export function withTerm(text: string, term: WrittenTerm): string {
  if (hasTerm(text, term)) return text;
  const rest = settled(text);
  return rest === "" ? write(term) : `${rest} ${write(term)}`;
}

/** Says whether the text has a term without an `or` beside it. */
export function hasTerm(text: string, term: WrittenTerm): boolean {
  const tokens = tokensOf(text);
  return tokens.some((token, place) => isTerm(token, term) && isAlone(tokens, place));
}

/** @returns the text that hides the rows of an action */
export function withMuted(text: string, action: string): string {
  return withTerm(text, { key: "action", not: true, exact: true, value: action });
}

function isTerm(token: Token, { key, not = false, exact = false, value }: WrittenTerm): boolean {
  return (
    (token.as === "word" || token.as === "quoted") &&
    token.key === key &&
    token.not === not &&
    (key === undefined || token.exact === exact) &&
    token.value === value
  );
}

function isAlone(tokens: readonly Token[], place: number): boolean {
  return tokens[place - 1]?.as !== "or" && tokens[place + 1]?.as !== "or";
}

function without(text: string, doomed: readonly Token[]): string {
  let rest = text;
  for (const { from, to } of doomed.toReversed())
    rest = `${rest.slice(0, from).trimEnd()} ${rest.slice(to).trimStart()}`;
  return doomed.length > 0 ? rest.trim() : text;
}

/** @returns the text, closed so that no open quote or final `or` swallows a term added behind it */
function settled(text: string): string {
  const tokens = tokensOf(text);
  const last = tokens.at(-1);
  if (last?.as === "or") return settled(without(text, [last]));
  if (!last?.isOpen) return text.trim();
  const isEscaped = /(?:^|[^\\])(?:\\\\)*\\$/.test(text);
  return `${text.trimStart()}${isEscaped ? "\\" : ""}"`;
}

/** @returns the same text for filters with the same meaning, for comparing saved ones */
export function normal(text: string): string {
  const whole = settled(text);
  const { clauses } = parseFilter(whole, () => 0);
  return clauses.map((any) => any.map(({ from, to }) => whole.slice(from, to)).join(" or ")).join(" ");
}
