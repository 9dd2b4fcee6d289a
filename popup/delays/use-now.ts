import { useEffect, useState } from "preact/hooks";

/**
 * The time, updated every second. Each tick comes just after a whole second of the clock, so no countdown skips one.
 * @returns epoch milliseconds
 */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), 1_000 - (Date.now() % 1_000));
    return () => clearTimeout(timer);
  }, [now]);
  return now;
}
