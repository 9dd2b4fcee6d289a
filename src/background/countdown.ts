/** The longest that any widget waits for an answer (ms), whatever its deadline says, or a changed clock suggests. */
const LONGEST_WAIT = 10_000;

/**
 * Counts down on a clock that nobody can set: changing the wall clock would move a deadline on it.
 * @param ms milliseconds
 * @returns the milliseconds left, as an integer because some platforms' timers need one; negative when the time is up
 */
export function countdown(ms: number): () => number {
  const start = performance.now();
  return () => Math.floor(ms - (performance.now() - start));
}

/**
 * @param deadline when a widget stops waiting (epoch ms), as `now` has it
 * @returns the milliseconds that it will still wait
 */
export function widgetsCountdown(deadline: number, now: number): () => number {
  return countdown(Math.min(deadline - now, LONGEST_WAIT));
}
