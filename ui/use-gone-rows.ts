import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** Counts the rows, or their buttons, that the user has removed from a list, and keeps the keyboard focus there. */
export function useGoneRows() {
  const [gone, setGone] = useState(0);
  /** The ref of the list's heading. */
  const heading = useRef<HTMLHeadingElement>(null);

  // The keyboard focus is lost when its row disappears.
  useLayoutEffect(() => {
    if (gone > 0 && document.activeElement === document.body) heading.current?.focus();
  }, [gone]);

  /** @returns a function that does the same, and counts a row as gone if it succeeds, or if `isGone` says so */
  const counting =
    <Outcome extends { ok: boolean }>(
      run: () => Promise<Outcome | undefined>,
      isGone = ({ ok }: Outcome): boolean => ok,
    ) =>
    async (): Promise<Outcome | undefined> => {
      const outcome = await run();
      if (outcome && isGone(outcome)) setGone((count) => count + 1);
      return outcome;
    };

  return { gone, heading, counting };
}
