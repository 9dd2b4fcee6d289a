/** How long a question must be shown before the window accepts an answer (ms). */
const SETTLING = 500;

/**
 * Ignores a key or a click that was meant for what the screen showed before the question. The guard stays shut until
 * the question has been shown for half a second without a break.
 * @param changed gets whether answers are accepted, on each change
 */
export function createGuard(changed: (open: boolean) => void) {
  let open = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function turn(to: boolean): void {
    open = to;
    changed(to);
  }

  return {
    /** Says whether answers are accepted now. */
    isOpen: () => open,

    /** To be called when the question is shown, or shown again. */
    restart(): void {
      clearTimeout(timer);
      turn(false);
      timer = setTimeout(() => turn(true), SETTLING);
    },

    /** Accepts no more answers. */
    stop(): void {
      clearTimeout(timer);
      open = false;
    },
  };
}
