import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/**
 * Gives the keyboard focus back if what was pressed has taken it along: it was disabled, or has left the page, now or while
 * the client's page reloads. That ends when the user does something else.
 * @param isBusy what was pressed is still under way
 * @param target what gets the focus
 * @returns is to be called with each press
 */
export function useKeptFocus(isBusy: boolean, target: () => HTMLElement | null | undefined): () => void {
  const pressed = useRef(false);
  useEffect(() => {
    const forget = () => {
      pressed.current = false;
    };
    addEventListener("keydown", forget, { capture: true });
    addEventListener("pointerdown", forget, { capture: true });
    return () => {
      removeEventListener("keydown", forget, { capture: true });
      removeEventListener("pointerdown", forget, { capture: true });
    };
  }, []);
  useLayoutEffect(() => {
    if (!isBusy && pressed.current && document.activeElement === document.body) target()?.focus();
  });
  return () => {
    pressed.current = true;
  };
}
