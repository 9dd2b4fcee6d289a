import { useLayoutEffect, useState } from "preact/hooks";
import { createGuard } from "./guard.ts";

/**
 * A guard for one question. It restarts when the window comes to the front: a user who clicks it to the front has not
 * read it yet, and a page could have provoked that click.
 * @returns whether answers are accepted: `open` when drawn, `isOpen` at the moment of the call
 */
export function useGuard(): { open: boolean; isOpen: () => boolean } {
  const [open, setOpen] = useState(false);
  const [guard] = useState(() => createGuard(setOpen));
  useLayoutEffect(() => {
    guard.restart();
    window.addEventListener("focus", guard.restart);
    document.addEventListener("visibilitychange", guard.restart);
    return () => {
      window.removeEventListener("focus", guard.restart);
      document.removeEventListener("visibilitychange", guard.restart);
      guard.stop();
    };
  }, [guard]);
  return { open, isOpen: guard.isOpen };
}
