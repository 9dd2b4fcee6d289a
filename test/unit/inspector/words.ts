import messages from "../../../_locales/en/messages.json" with { type: "json" };
import type { Sentence } from "../../../inspector/readings/sentence.ts";

/** @returns a sentence as the browser would show it in English */
export function inWords([key, ...gaps]: Sentence): string {
  const { message, placeholders = {} } = messages[key] as {
    message: string;
    placeholders?: Record<string, { content: string }>;
  };
  return message.replace(/\$(\w+)\$/g, (_, name: string) => {
    const place = Number(placeholders[name.toLowerCase()]?.content.slice(1)) - 1;
    return gaps[place] ?? `<${name}>`;
  });
}
