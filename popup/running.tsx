import { useNow } from "./use-now.ts";

/** How long ago something is when that takes the most room within the hour (ms). */
const WIDEST = [0, 59_000, 59 * 60_000];

interface RunningProps {
  /** @param now epoch milliseconds */
  words(now: number): string;
  /** All words that may turn out to be the longest. */
  longest: string[];
}

/**
 * Words with a time that runs. They take the room of the longest words that they may become: a line that wraps later would
 * move every button below it, perhaps under a click.
 */
export function Running({ words, longest }: RunningProps) {
  return (
    <span class="running">
      <Now words={words} />
      {longest.map((each, place) => (
        <span key={place} class="room" data-words={each} aria-hidden="true" />
      ))}
    </span>
  );
}

/** A component of its own, since it is drawn every second. */
function Now({ words }: Pick<RunningProps, "words">) {
  return <span>{words(useNow())}</span>;
}

/**
 * @param since when something happened (epoch ms); nothing if its words have no time
 * @param words what is said about it, as in `Running`
 * @returns the words that may be the longest within an hour
 */
export function longestSince(since: number | undefined, words: RunningProps["words"]): string[] {
  return since === undefined ? [] : WIDEST.map((ago) => words(since + ago));
}
