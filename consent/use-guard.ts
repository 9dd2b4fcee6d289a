import { useLayoutEffect, useState } from "preact/hooks";
import { createGuard } from "./guard.ts";

/**
 * A guard for one question. A window that was behind others starts over when it comes to the front: whoever clicks it
 * to the front has not been reading it yet, and a page could have led that click there.
 * @returns whether answers are taken: as shown, and at the moment of the call
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
