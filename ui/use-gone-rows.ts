import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** For a list whose rows, or their buttons, go as the user wants it. */
export function useGoneRows() {
  const [gone, setGone] = useState(0);
  /** To be that of the list's heading. */
  const heading = useRef<HTMLHeadingElement>(null);

  // What is gone has taken the keyboard focus with it.
  useLayoutEffect(() => {
    if (gone > 0 && document.activeElement === document.body) heading.current?.focus();
  }, [gone]);

  /** @returns what does the same, and counts a row as gone if that was done */
  const counting =
    <Outcome extends { ok: boolean }>(run: () => Promise<Outcome | undefined>) =>
    async (): Promise<Outcome | undefined> => {
      const outcome = await run();
      if (outcome?.ok) setGone((count) => count + 1);
      return outcome;
    };

  return { gone, heading, counting };
}
