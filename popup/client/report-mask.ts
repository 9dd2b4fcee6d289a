/** How much of an error's text is reported (characters). */
const LONGEST = 200;

/**
 * What may stand in somebody else's error, and what takes its place. In this order: an address is gone, with whatever token
 * is in it, before words are looked at.
 */
const MASKS: [RegExp, string][] = [
  [/https?:\/\/[^\s"'<>]+/gi, "<address>"],
  [/[@!#$][^\s:"'<>]*:[^\s"'<>,;)]+/gu, "<id>"],
  [/[!$][\w+/=-]{20,}/g, "<id>"],
  [/\b(?:Bearer|access_token|loginToken|password)\b\s*[=:]?\s*\S+/gi, "<hidden>"],
  [/"(?:[^"\\]|\\.){0,2000}"|“[^”]*”|'[^']*'/gs, "<text>"],
  // Tokens, delay_ids and the like: long, and more than a word.
  [/\b(?=[\w~+/=-]*\d)[\w~+/=-]{8,}/g, "<hidden>"],
  [/\b(?:sy[a-z]|mat|mct|mcr)_[\w-]+/gi, "<hidden>"],
  [/\b(?=\w*[a-z]\w*[A-Z])\w{12,}/g, "<hidden>"],
  [/[\w~+/=-]{24,}/g, "<hidden>"],
];

/** @returns an error's text without anything that may be an id, a user's text or a secret */
export function masked(error: string): string {
  const cut = error.slice(0, 10 * LONGEST);
  const told = MASKS.reduce((words, [what, instead]) => words.replace(what, instead), cut);
  return told.slice(0, LONGEST);
}
