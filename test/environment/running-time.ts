const TICK_MS = 20;
/** The longest time that counts between two ticks (ms), which is more than any uninterrupted computation here takes. */
const MOST_MS = 200;

/**
 * Counts the time for which this process could run. A clock would also count the seconds for which a busy machine
 * pauses it, and the code under test with it.
 * @returns a function that stops counting and returns the milliseconds so far
 */
export function runningTime(): () => number {
  let last = performance.now();
  let sum = 0;
  const count = () => {
    const now = performance.now();
    sum += Math.min(now - last, MOST_MS);
    last = now;
  };
  const timer = setInterval(count, TICK_MS).unref();
  return () => {
    clearInterval(timer);
    count();
    return sum;
  };
}
