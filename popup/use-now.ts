import { useEffect, useState } from "preact/hooks";

/** The components that show the time. One timer serves them all. */
const watching = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

/** Each tick comes just after a whole second of the clock, so no countdown skips one. */
function wait(): void {
  timer = setTimeout(
    () => {
      wait();
      for (const tick of [...watching]) tick();
    },
    1_000 - (Date.now() % 1_000),
  );
}

function watch(tick: () => void): () => void {
  watching.add(tick);
  if (watching.size === 1) wait();
  return () => {
    watching.delete(tick);
    if (watching.size === 0) clearTimeout(timer);
  };
}

/**
 * The time, updated every second. Only the component that shows it is drawn again, not those around it.
 * @returns epoch milliseconds
 */
export function useNow(): number {
  const [, tick] = useState(0);
  useEffect(() => watch(() => tick((count) => count + 1)), []);
  return Date.now();
}
