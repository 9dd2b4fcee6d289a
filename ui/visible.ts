/** Sets of characters, for regular expressions. */
const SETS = {
  /**
   * Characters that reorder or hide the text around them, and controls (https://www.unicode.org/reports/tr9/);
   * invisible ones (Default_Ignorable_Code_Point: fillers, joiners, variation selectors, tags); lone surrogates; and
   * private-use characters, which look different in each font.
   */
  unseen: "\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Co}\\p{Default_Ignorable_Code_Point}",
  /**
   * Characters with a width but no ink that are not spaces by category: the empty Braille pattern, the null notehead.
   */
  blank: "\\u2800\\u{1d159}",
  /** Spaces other than `U+0020`. */
  spaces: "\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000",
};

/**
 * A leading mark is drawn over the text before it. From the fifth mark on a letter, marks cover the lines around it.
 */
const MARKS = "^\\p{M}|(?<=\\p{M}{4})\\p{M}";

/**
 * Scripts whose words use joiners and non-joiners
 * (https://www.unicode.org/reports/tr31/#Layout_and_Format_Control_Characters).
 */
const JOINING = [
  ..."Arabic Syriac Mongolian Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada".split(" "),
  ..."Malayalam Sinhala Khmer Myanmar Tibetan".split(" "),
]
  .map((script) => `\\p{Script=${script}}`)
  .join("");

/**
 * Ordinary text that contains invisible characters: joined words, emoji with a skin tone or made of several, keycaps,
 * some flags.
 */
const WRITTEN = [
  "\\u{1f3f4}[\\u{e0030}-\\u{e0039}\\u{e0061}-\\u{e007a}]{3,6}\\u{e007f}",
  `(?<=[${JOINING}])[\\u200c\\u200d](?=[${JOINING}])`,
  "\\p{Extended_Pictographic}(?:\\p{EMod}|[\\ufe0e\\ufe0f])?(?:\\u200d\\p{Extended_Pictographic}(?:\\p{EMod}|\\ufe0f)?)*",
  "[0-9#*]\\ufe0f?\\u20e3",
].join("|");

const IDENTIFIER = new RegExp(
  `(?<=\\n)\\n|(?!\\n)(?:${MARKS}|[${SETS.unseen}${SETS.blank}${SETS.spaces}])`,
  "gu",
);
const NAME = new RegExp(`(${WRITTEN})|${MARKS}|[${SETS.unseen}${SETS.blank}]`, "gu");
/** The marks that keep a full stop in place in text from right to left. No other text needs them. */
const DIRECTION = /^[\u200e\u200f\u061c]$/;
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** What readable JSON must escape. Line feeds stay, since they are between values. */
const UNSEEN = new RegExp(`(?!\\n)[${SETS.unseen}${SETS.blank}]`, "gu");
/** Text with at least one visible character. */
const SEEN = new RegExp(`[^\\s${SETS.unseen}${SETS.blank}${SETS.spaces}]`, "u");

/**
 * Shows what text from outside really contains. Characters that are invisible, or that change the apparent order, are
 * written like `\u202e`. All text from outside goes through here: names, ids, addresses, errors.
 * @param kind an identifier or source text, in which line feeds stay; or a name as people write it, in any script and
 *   direction and with any emoji. A text without a visible character is escaped as a whole
 */
export function visible(text: string, kind: "identifier" | "name" = "identifier"): string {
  if (!isSeen(text)) return text.replace(/./gsu, escaped);
  if (kind === "identifier") return identifier(text);
  const isRightToLeft = RIGHT_TO_LEFT.test(text);
  return text.replace(NAME, (found, written?: string) =>
    written !== undefined || (isRightToLeft && DIRECTION.test(found)) ? found : escaped(found),
  );
}

/**
 * Also escapes spaces and line feeds at the ends, which are invisible, too. The loops count them because a regular
 * expression is slow on a long run.
 */
function identifier(text: string): string {
  const isBlank = (at: number) => text[at] === " " || text[at] === "\n";
  let [start, end] = [0, text.length];
  while (isBlank(start)) start += 1;
  while (end > start && isBlank(end - 1)) end -= 1;
  const [before, after] = [text.slice(0, start), text.slice(end)].map((blank) =>
    blank.replace(/./gsu, escaped),
  );
  return before + text.slice(start, end).replace(IDENTIFIER, escaped) + after;
}

/** Says whether a text has any visible character. */
export function isSeen(text: string): boolean {
  return SEEN.test(text);
}

/**
 * Shows what JSON for the user to edit really contains, with JSON's own escapes.
 * @returns other JSON for the same value
 */
export function visibleJson(json: string): string {
  const unit = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return json.replace(UNSEEN, (found) => found.split("").map(unit).join(""));
}

function escaped(character: string): string {
  return `\\u${character.codePointAt(0)?.toString(16).padStart(4, "0")}`;
}
