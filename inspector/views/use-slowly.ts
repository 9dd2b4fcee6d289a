import { useEffect, useRef, useState } from "preact/hooks";

/** A value stays for at least this long (ms), and this many times as long as making it took: that reads all rows. */
const REST = 500;
const TIMES = 10;

/**
 * Computes a value from all rows, but not for each message.
 * @param key the other input of the value; a new key computes it again at once
 * @param revision changes when there are new or changed rows
 */
export function useSlowly<Made>(make: () => Made, revision: number, key: unknown): Made {
  const made = useRef<{ value: Made; took: number; revision: number; key: unknown } | undefined>(undefined);
  const [, draw] = useState(0);
  const isNew = made.current === undefined || made.current.key !== key;
  if (!made.current || isNew) made.current = { ...timed(make), revision, key };
  const { took, revision: madeAt } = made.current;
  const isStale = madeAt !== revision;
  const latest = useRef({ make, revision });
  latest.current = { make, revision };

  useEffect(() => {
    if (!isStale) return;
    const timer = setTimeout(
      () => {
        const { make, revision } = latest.current;
        made.current = { ...timed(make), revision, key };
        draw((count) => count + 1);
      },
      Math.max(REST, TIMES * took),
    );
    return () => clearTimeout(timer);
  }, [isStale, key, took, madeAt]);
  return made.current.value;
}

function timed<Made>(make: () => Made): { value: Made; took: number } {
  const start = performance.now();
  const value = make();
  return { value, took: performance.now() - start };
}
