import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

/**
 * Restores the keyboard focus after a press: it is lost when the pressed button is disabled or removed, now or while
 * the client's page reloads. Ends when the user does something else.
 * @param isBusy whether the action is still running
 * @param target the element that gets the focus
 * @returns a function to call on each press
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
