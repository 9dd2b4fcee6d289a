import type { CallRequest } from "./overhear.ts";

/** How fast requests were answered (ms). */
export interface AnswerTimes {
  count: number;
  median: number;
  worst: number;
  /** These times as text. */
  words: string;
}

/** @param requests the answered requests */
export function answerTimes(requests: readonly CallRequest[]): AnswerTimes {
  const times = requests
    .map(({ at, answeredAt }) => (answeredAt ?? Number.POSITIVE_INFINITY) - at)
    .sort((one, other) => one - other);
  const middle = median(times);
  const worst = times.at(-1) ?? Number.NaN;
  const words = `${times.length} restarts were answered, the median in ${middle} ms, the slowest in ${worst} ms`;
  return { count: times.length, median: middle, worst, words };
}

/** @returns the median of some numbers, always one of them; NaN if there are none */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
