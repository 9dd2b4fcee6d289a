import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const FOLDER = path.resolve(import.meta.dirname, "../../../_locales");

/** A message in a browser's format. Only English has descriptions and examples, for translators. */
export interface Message {
  message: string;
  description?: string;
  placeholders?: Record<string, { content: string; example?: string }>;
}
export type Catalogue = Record<string, Message>;

/** Every catalogue that ships, by the name of its folder. */
export const CATALOGUES: ReadonlyMap<string, Catalogue> = new Map(
  readdirSync(FOLDER).map((language) => [
    language,
    JSON.parse(readFileSync(path.join(FOLDER, language, "messages.json"), "utf8")) as Catalogue,
  ]),
);
export const ENGLISH = CATALOGUES.get("en") as Catalogue;
export const TRANSLATIONS = [...CATALOGUES].filter(([language]) => language !== "en");

/** @returns the words between a message's gaps, without the marks around them: "Was due at", "Postdate is looking" */
export function fragments(message: string): string[] {
  return message
    .split(/\$\w+\$|[.:;?!…“”„()]+/)
    .map((part) => part.replace(/^[\s,–]+|[\s,–]+$/g, ""))
    .filter((part) => part !== "");
}

export const countWords = (text: string): number => text.match(/[\p{L}’_-]{2,}/gu)?.length ?? 0;
