import { LONGEST_LINE } from "./format.ts";

/** A line of a file, counted from 1; without its text if that is too long. */
export interface NumberedLine {
  number: number;
  text?: string;
}

/**
 * Cuts a file into lines. Empty lines are skipped but counted, and a line that is too long is never held in memory.
 *
 * @param chunks the text in pieces, as from a `TextDecoderStream`
 */
export async function* numberedLines(
  chunks: AsyncIterable<string> | Iterable<string>,
  longest = LONGEST_LINE,
): AsyncGenerator<NumberedLine, void, void> {
  let number = 1;
  let text = "";
  let isTooLong = false;
  const take = (piece: string) => {
    isTooLong ||= text.length + piece.length > longest;
    text = isTooLong ? "" : text + piece;
  };
  function* finish(): Generator<NumberedLine> {
    if (isTooLong) yield { number };
    else if (text.trim() !== "") yield { number, text };
    number += 1;
    text = "";
    isTooLong = false;
  }
  for await (const chunk of chunks) {
    const [first = "", ...others] = chunk.split("\n");
    take(first);
    for (const other of others) {
      yield* finish();
      take(other);
    }
  }
  yield* finish();
}
