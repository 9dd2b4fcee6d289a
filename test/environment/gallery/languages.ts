import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const LOCALES = path.resolve(import.meta.dirname, "../../../_locales");

interface Message {
  message: string;
  placeholders?: Record<string, { content: string }>;
}

export type Catalogue = Record<string, Message>;

/** A language of the gallery. */
export interface Language {
  /** The folder's name in `_locales`, or the name of the pseudo-language below. */
  name: string;
  /** For numbers, dates and times. */
  locale: string;
  catalogue: Catalogue;
}

const read = (name: string): Catalogue =>
  JSON.parse(readFileSync(path.join(LOCALES, name, "messages.json"), "utf8"));

export const ENGLISH: Language = { name: "en", locale: "en-GB", catalogue: read("en") };

/** The languages of `_locales` except English. */
export const TRANSLATIONS: Language[] = readdirSync(LOCALES)
  .filter((name) => name !== "en")
  .map((name) => ({ name, locale: name.replace("_", "-"), catalogue: read(name) }));

/**
 * A pseudo-language: every English sentence a third longer, with other letters, from right to left. Texts outside the
 * catalogue stay English there, and layouts that fit only English break.
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

/** @returns the English sentences, without their gaps, that the language translates */
export function englishOnly({ catalogue }: Language): string[] {
  return Object.entries(ENGLISH.catalogue)
    .filter(([key, { message }]) => catalogue[key]?.message !== message)
    .flatMap(([, { message }]) => message.split(/\$\w+\$/))
    .map((piece) => piece.trim())
    .filter((piece) => piece.length > 11 && piece.includes(" "));
}
