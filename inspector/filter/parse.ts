import { patternOf } from "./pattern.ts";
import {
  KEYS,
  type Key,
  type Needle,
  type Problem,
  QUALITIES,
  type Query,
  type Term,
  type Test,
} from "./query.ts";
import { type Token, tokensOf } from "./tokens.ts";

/**
 * Reads the text of a filter: words, `"…"` and `/…/`, which must all match; `-` before a term that must not; `key:`
 * before a term for one field; `=` after that for the whole value; and `or` between two terms.
 *
 * Ignores a `key:` that has no value yet, and an `or` without a term on both sides.
 *
 * @param clock milliseconds that never go back, such as `performance.now`: `/…/` gives up if it takes too long
 */
export function parseFilter(text: string, clock: () => number): Query {
  const query: Query = { clauses: [], problems: [] };
  /** The clause of the previous term; nothing if that was ignored. */
  let before: Term[] | undefined;
  let isJoined = false;
  for (const token of tokensOf(text)) {
    if (token.as === "or") {
      isJoined = true;
      continue;
    }
    const term = termOf(token, query.problems, clock);
    if (term && before && isJoined) before.push(term);
    else {
      before = term && [term];
      if (before) query.clauses.push(before);
    }
    isJoined = false;
  }
  return query;
}

function termOf(token: Token, problems: Problem[], clock: () => number): Term | undefined {
  const { from, to, not, key, as } = token;
  if (isUnfinished(token)) return undefined;
  const needle = needleOf(token, clock);
  if ("fault" in needle) {
    problems.push({ from, to, is: "pattern", ...needle });
    return undefined;
  }
  if (key === undefined) return { from, to, not, test: { on: "any", needle } };
  const test = isKey(key) ? testOf(key, token, needle) : undefined;
  if (test) return { from, to, not, test };
  problems.push({ from, to, is: isKey(key) ? "unknown-value" : "unknown-key", key });
  const whole = `${key}:${as === "pattern" ? `/${token.value}/` : token.value}`;
  return { from, to, not, test: { on: "any", needle: textNeedle(whole, false) } };
}

/** Says whether the user is still typing the term: `action:`, or nothing between quotes. */
function isUnfinished({ as, key, value, exact }: Token): boolean {
  if (value === "") return !exact;
  return as === "word" && key === undefined && value.endsWith(":") && isKey(value.slice(0, -1).toLowerCase());
}

function needleOf({ as, value, exact }: Token, clock: () => number) {
  if (as !== "pattern") return textNeedle(value, exact);
  const pattern = patternOf(value, clock);
  return "fault" in pattern ? pattern : { pattern };
}

function textNeedle(value: string, exact: boolean): Needle {
  const text = value.toLowerCase();
  return { text, escaped: JSON.stringify(text).slice(1, -1), exact };
}

function testOf(key: Key, { value }: Token, needle: Needle): Test | undefined {
  const word = value.toLowerCase();
  switch (key) {
    case "widget":
    case "action":
    case "type":
    case "room":
    case "id":
      return { on: key, needle };
    case "text":
      return { on: "payload", needle };
    case "dir": {
      const api = DIRECTIONS[word];
      return api && { on: "dir", api };
    }
    case "is": {
      const quality = QUALITIES.find((each) => each === word);
      return quality && { on: "is", quality };
    }
    case "by": {
      const who = (["host", "widget", "postdate"] as const).find((each) => each === word);
      return who && { on: "by", who };
    }
    case "over": {
      const ms = measured(word, { ms: 1, s: 1_000, m: 60_000, "": 1 });
      return ms === undefined ? undefined : { on: "over", ms };
    }
    case "size": {
      const least = measured(word, { k: 1_000, kb: 1_000, m: 1_000_000, mb: 1_000_000, b: 1, "": 1 });
      return least === undefined ? undefined : { on: "size", least };
    }
  }
}

const DIRECTIONS: Partial<Record<string, "fromWidget" | "toWidget">> = {
  fromwidget: "fromWidget",
  from: "fromWidget",
  towidget: "toWidget",
  to: "toWidget",
};

/** @returns the value of a number with a unit; nothing if it is no number, or the unit is unknown */
function measured(word: string, units: Partial<Record<string, number>>): number | undefined {
  const [, amount, unit = ""] = /^(\d+(?:\.\d+)?)([a-z]*)$/.exec(word) ?? [];
  const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}

function isKey(key: string): key is Key {
  return (KEYS as readonly string[]).includes(key);
}
