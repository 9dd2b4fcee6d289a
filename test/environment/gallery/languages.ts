import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const LOCALES = path.resolve(import.meta.dirname, "../../../_locales");

interface Message {
  message: string;
  placeholders?: Record<string, { content: string }>;
}

export type Catalogue = Record<string, Message>;

/** A language that the gallery is shown in. */
export interface Language {
  /** The folder's name in `_locales`, or of the language below. */
  name: string;
  /** For numbers, dates and times. */
  locale: string;
  catalogue: Catalogue;
}

const read = (name: string): Catalogue =>
  JSON.parse(readFileSync(path.join(LOCALES, name, "messages.json"), "utf8"));

export const ENGLISH: Language = { name: "en", locale: "en-GB", catalogue: read("en") };

/** The languages of `_locales` but English. */
export const TRANSLATIONS: Language[] = readdirSync(LOCALES)
  .filter((name) => name !== "en")
  .map((name) => ({ name, locale: name.replace("_", "-"), catalogue: read(name) }));

/**
 * A language that nobody speaks: every English sentence a third longer, with other letters, from right to left. What is
 * not in the catalogue is English there, and what fits in English alone does not fit.
 */
export const STRETCHED: Language = {
  name: "stretched",
  locale: "en-GB",
  catalogue: Object.fromEntries(
    Object.entries(ENGLISH.catalogue).map(([key, entry]) => [
      key,
      { ...entry, message: stretched(key, entry) },
    ]),
  ),
};

function stretched(key: string, { message }: Message): string {
  if (key === "textDirection") return "rtl";
  if (key === "textLanguage") return message;
  const words = message
    .split(/(\$\w+\$)/)
    .map((piece) =>
      piece.startsWith("$") ? piece : piece.replaceAll("a", "ä").replaceAll("e", "ë").replaceAll("o", "öö"),
    );
  return `${words.join("")}${" ïï".repeat(Math.ceil(message.length / 12))}`;
}

/** @returns the sentences of English, without their gaps, that the language has other words for */
export function englishOnly({ catalogue }: Language): string[] {
  return Object.entries(ENGLISH.catalogue)
    .filter(([key, { message }]) => catalogue[key]?.message !== message)
    .flatMap(([, { message }]) => message.split(/\$\w+\$/))
    .map((piece) => piece.trim())
    .filter((piece) => piece.length > 11 && piece.includes(" "));
}
