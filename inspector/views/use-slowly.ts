import { useEffect, useRef, useState } from "preact/hooks";

/** How often a reading is made anew at most (ms): it goes through all rows. */
const REST = 500;

/**
 * Makes something of all rows, but not at each message.
 * @param key what it is made of besides the rows; another one makes it anew at once
 * @param revision tells that there is something new
 */
export function useSlowly<Made>(make: () => Made, revision: number, key: unknown): Made {
  const made = useRef<{ value: Made; revision: number; key: unknown } | undefined>(undefined);
  const [, draw] = useState(0);
  const isNew = made.current === undefined || made.current.key !== key;
  if (!made.current || isNew) made.current = { value: make(), revision, key };
  const isStale = made.current.revision !== revision;
  const latest = useRef({ make, revision });
  latest.current = { make, revision };

  useEffect(() => {
    if (!isStale) return;
    const timer = setTimeout(() => {
      const { make, revision } = latest.current;
      made.current = { value: make(), revision, key };
      draw((count) => count + 1);
    }, REST);
    return () => clearTimeout(timer);
  }, [isStale, key]);
  return made.current.value;
}
