/**
 * Counts down by a clock that nobody sets: a deadline by the time of day would move with it.
 * @param ms milliseconds
 * @returns how many of them are left, in whole ones, as timers of some platforms want; below 0 when they are over
 */
export function countdown(ms: number): () => number {
  const start = performance.now();
  return () => Math.floor(ms - (performance.now() - start));
}
