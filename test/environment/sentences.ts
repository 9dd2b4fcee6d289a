/** A message as `_locales` has it. Types of imported JSON know all possible placeholders, hence the `undefined`. */
export interface Sentence {
  message: string;
  placeholders?: Readonly<Record<string, { content: string } | undefined>>;
}

/**
 * @returns a message with its gaps filled as browsers fill them: by the placeholders' places, in whatever order they
 *   stand
 */
export function fill(sentence: Sentence | undefined, gaps: readonly string[] = []): string {
  return (sentence?.message ?? "").replaceAll(/\$(\w+)\$/g, (_, name: string) => {
    const place = sentence?.placeholders?.[name.toLowerCase()]?.content.slice(1);
    return gaps[Number(place) - 1] ?? "";
  });
}
