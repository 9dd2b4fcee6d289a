import { type Phrase, text } from "../src/browser/i18n.ts";
import { ownFile } from "../src/browser/runtime.ts";
import type { ReportLanguage } from "../src/messaging/views/options.ts";
import { isObject } from "../src/widget-api/message.ts";

/** Resolves a message in one language, like `text`. */
export type Words = (...phrase: Phrase) => string;

/**
 * @param language the browser's, or one of `_locales`
 * @returns the messages of that language; of the browser's if the file cannot be read
 */
export async function wordsIn(language: ReportLanguage): Promise<Words> {
  if (language === "browser") return text;
  const messages: unknown = await ownFile(`_locales/${language}/messages.json`).catch(() => undefined);
  return isObject(messages) ? (...phrase) => wordsOf(messages, phrase) ?? text(...phrase) : text;
}

/** Follows https://developer.chrome.com/docs/extensions/reference/api/i18n#type-messages.json. */
function wordsOf(messages: Record<string, unknown>, [key, ...gaps]: Phrase): string | undefined {
  const found = messages[key];
  if (!isObject(found) || typeof found.message !== "string") return undefined;
  const places = isObject(found.placeholders) ? found.placeholders : {};
  return found.message.replace(/\$(\w+)\$/g, (_, name: string) => {
    const place = places[name.toLowerCase()];
    const content = isObject(place) ? String(place.content) : "";
    return content.replace(/\$(\d)/g, (__, number: string) => gaps[Number(number) - 1] ?? "");
  });
}
