import { useEffect, useRef, useState } from "preact/hooks";

/** How long a reading stands at least (ms), and by how much longer than it took to make: it goes through all rows. */
const REST = 500;
const TIMES = 10;

/**
 * Makes something of all rows, but not at each message.
 * @param key what it is made of besides the rows; another one makes it again at once
 * @param revision tells that there is something new
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
