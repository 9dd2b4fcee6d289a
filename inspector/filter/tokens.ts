/** A term as written in the text of a filter. */
export interface Token {
  /** Its place: from its first character to after its last. */
  from: number;
  to: number;
  as: "word" | "quoted" | "pattern" | "or";
  not: boolean;
  /** The text before the colon, in lower case. */
  key?: string;
  /** Whether `=` requires the whole value to match. */
  exact: boolean;
  /** Without quotes or slashes. */
  value: string;
  /** Whether the quotes are not closed. */
  isOpen: boolean;
}

/**
 * `-` `key:` `=`, and then `"…"`, `/…/` or a word. A pattern ends with a slash before a blank: paths count as words.
 */
const TERM =
  /(-?)(?:([a-z]+):(?!\/\/)(=?))?(?:"((?:[^"\\]|\\(?:.|$))*)("|$)|\/((?:[^/\\]|\\.)+)\/(?=\s|$)|(\S+))/gisy;

/** @returns the terms of a filter's text, in their order; every non-blank character belongs to one */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? "")) {
      at += 1;
      continue;
    }
    TERM.lastIndex = at;
    const found = TERM.exec(text);
    if (!found) break;
    tokens.push(tokenOf(found, at));
    at = TERM.lastIndex;
  }
  return tokens;
}

function tokenOf(found: RegExpExecArray, from: number): Token {
  const [all, minus, key, equals, quoted, end, pattern, word] = found;
  const term = {
    from,
    to: from + all.length,
    not: minus === "-",
    exact: equals === "=",
    isOpen: end === "",
    ...(key !== undefined && { key: key.toLowerCase() }),
  };
  if (quoted !== undefined) return { ...term, as: "quoted", value: quoted.replace(/\\(.)/gs, "$1") };
  if (pattern !== undefined) return { ...term, as: "pattern", value: pattern };
  return { ...term, as: all === "or" ? "or" : "word", value: word ?? "" };
}
