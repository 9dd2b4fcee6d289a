const TICK_MS = 20;
/** As much of the time between two ticks counts: more than the longest that anything here computes without a break. */
const MOST_MS = 200;

/**
 * Counts the time that this process has had to run. A clock would also count the seconds for which a busy machine
 * pauses it, in which whatever it tests can do nothing either.
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
