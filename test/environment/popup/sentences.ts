/** A message in `_locales`. The types of imported JSON list every possible placeholder, so `undefined` is needed. */
export interface Sentence {
  message: string;
  placeholders?: Readonly<Record<string, { content: string } | undefined>>;
}

/**
 * @returns a message with its gaps filled like in browsers: by the placeholders' numbers, in any order
 */
export function fill(sentence: Sentence | undefined, gaps: readonly string[] = []): string {
  return (sentence?.message ?? "").replaceAll(/\$(\w+)\$/g, (_, name: string) => {
    const place = sentence?.placeholders?.[name.toLowerCase()]?.content.slice(1);
    return gaps[Number(place) - 1] ?? "";
  });
}
