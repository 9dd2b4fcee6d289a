/**
 * Counts down on a clock that nobody can set: a deadline on the wall clock would move when that is changed.
 * @param ms milliseconds
 * @returns the milliseconds left, as an integer because some platforms' timers need one; negative when the time is up
 */
export function countdown(ms: number): () => number {
  const start = performance.now();
  return () => Math.floor(ms - (performance.now() - start));
}
