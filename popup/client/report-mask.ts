/** Maximum length of an error's text in a report (characters). */
const LONGEST = 200;

/**
 * What to replace in somebody else's error. The order matters: addresses go first, with any token in them, before
 * single words are checked.
 */
const MASKS: [RegExp, string][] = [
  [/https?:\/\/[^\s"'<>]+/gi, "<address>"],
  [/[@!#$][^\s:"'<>]*:[^\s"'<>,;)]+/gu, "<id>"],
  [/[!$][\w+/=-]{20,}/g, "<id>"],
  [/\b(?:Bearer|access_token|loginToken|password)\b\s*[=:]?\s*\S+/gi, "<hidden>"],
  [/"(?:[^"\\]|\\.){0,2000}"|“[^”]*”|'[^']*'/gs, "<text>"],
  // Tokens, delay_ids and the like: long, and with a digit.
  [/\b(?=[\w~+/=-]*\d)[\w~+/=-]{8,}/g, "<hidden>"],
  [/\b(?:sy[a-z]|mat|mct|mcr)_[\w-]+/gi, "<hidden>"],
  [/\b(?=\w*[a-z]\w*[A-Z])\w{12,}/g, "<hidden>"],
  [/[\w~+/=-]{24,}/g, "<hidden>"],
];

/** @returns an error's text without anything that may be an id, the user's own text or a secret */
export function masked(error: string): string {
  const cut = error.slice(0, 10 * LONGEST);
  const told = MASKS.reduce((words, [what, instead]) => words.replace(what, instead), cut);
  return told.slice(0, LONGEST);
}
