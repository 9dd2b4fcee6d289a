/** A user's regular expression, with limits so that it cannot take for ever. */
export interface Pattern {
  regex: RegExp;
  /** The longest text to try at once (UTF-16 units). A longer one is cut into pieces that overlap by half. */
  piece: number;
  /** Milliseconds that never go back. */
  clock: () => number;
  /** Whether a text took too long. From then on the pattern is not tried, and matches nothing. */
  gaveUp: boolean;
}

/** Why a regular expression is not used. `words` are the browser's error. */
export type PatternFault = { fault: "not-valid"; words: string } | { fault: "too-slow" };

/**
 * The longest text to try at once, by the number of open repetitions in the pattern. Browsers backtrack, and nothing
 * can stop them. A pattern with n open repetitions takes up to length^(n+1) steps; these lengths allow some 10^8 steps,
 * or a few tenths of a second.
 */
const PIECES = [Number.POSITIVE_INFINITY, 8_000, 800, 200];
/** A repetition that may match more often than this counts as open. */
const CLOSED = 8;
/** Maximum number of combinations of the choices outside open repetitions. */
const WAYS = 1_000;

/** How long one text may take (ms), checked between two pieces: a page can send text that is slow to search. */
const TIMEOUT = 250;

/**
 * @param clock milliseconds that never go back, such as `performance.now`
 * @returns a regular expression that ignores case, or why there is none
 */
export function patternOf(source: string, clock: () => number): Pattern | PatternFault {
  let regex: RegExp;
  try {
    regex = new RegExp(source, "i");
    // Browsers find a pattern too large only at its first use.
    regex.test("");
  } catch (error) {
    return { fault: "not-valid", words: error instanceof Error ? error.message : "" };
  }
  const cost = costOf(source);
  const piece = cost && PIECES[cost.open];
  return piece ? { regex, piece, clock, gaveUp: false } : { fault: "too-slow" };
}

/** Says whether a text has a place that the pattern matches; a match longer than half a piece may be missed. */
export function isFoundBy(pattern: Pattern, text: string): boolean {
  const { regex, piece, clock } = pattern;
  if (pattern.gaveUp) return false;
  if (text.length <= piece) return regex.test(text);
  const end = clock() + TIMEOUT;
  for (let from = 0; from < text.length; from += piece / 2) {
    if (regex.test(text.slice(from, from + piece))) return true;
    pattern.gaveUp = clock() > end;
    if (pattern.gaveUp) return false;
  }
  return false;
}

const PART =
  /\\k|\\\d|\\.|\[(?:[^\]\\]|\\.)*\]|\((?:\?(?:[:=!]|<[=!]|<[^>]*>))?|\)|\||[*+?]|\{\d+(?:,\d*)?\}|./gs;

/** The contents of a group in a pattern. */
interface Group {
  open: number;
  ways: number;
  /** Whether the group can match in several ways or lengths, which a repetition around it would multiply endlessly. */
  varies: boolean;
}

/**
 * Estimates how slow a pattern is.
 *
 * @returns the number of open repetitions; nothing if one contains another, or there are too many combinations
 */
function costOf(source: string): { open: number } | undefined {
  const groups: Group[] = [{ open: 0, ways: 1, varies: false }];
  /** The group that has just been closed; a quantifier behind it repeats that group. */
  let closed: Group | undefined;
  for (const [part] of source.matchAll(PART)) {
    const group = groups.at(-1);
    if (!group) return undefined;
    const repeated = closed;
    closed = undefined;
    if (/^\\(?:k|[1-9])/.test(part)) return undefined;
    if (part.startsWith("(")) groups.push({ open: 0, ways: 1, varies: false });
    else if (part === ")") {
      closed = groups.pop();
      const around = groups.at(-1);
      if (!closed || !around) return undefined;
      around.open += closed.open;
      around.ways *= closed.ways;
      around.varies ||= closed.varies;
    } else if (part === "|") {
      group.ways += 1;
      group.varies = true;
    } else {
      const times = timesOf(part);
      if (times === undefined) continue;
      if (times.most > 1 && repeated?.varies) return undefined;
      if (times.most > CLOSED) group.open += 1;
      else group.ways *= times.most - times.least + 1;
      group.varies ||= times.most > times.least;
    }
    if (group.ways > WAYS) return undefined;
  }
  return { open: groups[0]?.open ?? 0 };
}

/** @returns how often a quantifier repeats; nothing if the part is none */
function timesOf(part: string): { least: number; most: number } | undefined {
  if (part === "*") return { least: 0, most: Number.POSITIVE_INFINITY };
  if (part === "+") return { least: 1, most: Number.POSITIVE_INFINITY };
  if (part === "?") return { least: 0, most: 1 };
  const [, least, comma, most] = /^\{(\d+)(,?)(\d*)\}$/.exec(part) ?? [];
  if (least === undefined) return undefined;
  if (comma === "") return { least: Number(least), most: Number(least) };
  return { least: Number(least), most: most === "" ? Number.POSITIVE_INFINITY : Number(most) };
}
