/** Sets of characters, for regular expressions. */
const SETS = {
  /**
   * What reorders or hides what stands around it, and controls (https://www.unicode.org/reports/tr9/); what shows as nothing
   * (Default_Ignorable_Code_Point: fillers, joiners, variation selectors, tags); halves of characters; what only fonts know.
   */
  unseen: "\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}\\p{Co}\\p{Default_Ignorable_Code_Point}",
  /** What has a width and nothing in it, though it is no space by its kind: the empty Braille pattern, and a note without a head. */
  blank: "\\u2800\\u{1d159}",
  /** Spaces that are no `U+0020`. */
  spaces: "\\u00a0\\u1680\\u2000-\\u200a\\u202f\\u205f\\u3000",
};

/** A mark on nothing falls on what stands before the text; of more than four on one letter, the rest covers the lines around. */
const MARKS = "^\\p{M}|(?<=\\p{M}{4})\\p{M}";

/** Scripts in whose words joiners and non-joiners belong (https://www.unicode.org/reports/tr31/#Layout_and_Format_Control_Characters). */
const JOINING = [
  ..."Arabic Syriac Mongolian Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada".split(" "),
  ..."Malayalam Sinhala Khmer Myanmar Tibetan".split(" "),
]
  .map((script) => `\\p{Script=${script}}`)
  .join("");

/** What people write that has unseen characters within: joined words, emoji with a colour or of several, key caps, some flags. */
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
/** The marks by which people who write from right to left keep a full stop where it belongs. Nobody else needs them. */
const DIRECTION = /^[\u200e\u200f\u061c]$/;
const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u;
/** Text in which there is something to be seen. */
const SEEN = new RegExp(`[^\\s${SETS.unseen}${SETS.blank}${SETS.spaces}]`, "u");

/**
 * What somebody else has chosen, so that it reads as it is: what would show as nothing, or make the reader see another order, is
 * written as `\u202e`. Everything of the kind goes through here: names, ids, addresses, errors.
 * @param kind an identifier or source text, in which line feeds stay; or a name as people write them, in any script and direction
 *   and with any emoji. A text in which there is nothing to be seen is written out whole
 */
export function visible(text: string, kind: "identifier" | "name" = "identifier"): string {
  if (!isSeen(text)) return text.replace(/./gsu, escaped);
  if (kind === "identifier") return identifier(text);
  const isRightToLeft = RIGHT_TO_LEFT.test(text);
  return text.replace(NAME, (found, written?: string) =>
    written !== undefined || (isRightToLeft && DIRECTION.test(found)) ? found : escaped(found),
  );
}

/** Spaces and line feeds at its ends are not seen either. Counted by hand: a regular expression takes long for a run of them. */
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

/** Says whether there is anything to be seen in a text. */
export function isSeen(text: string): boolean {
  return SEEN.test(text);
}

function escaped(character: string): string {
  return `\\u${character.codePointAt(0)?.toString(16).padStart(4, "0")}`;
}
