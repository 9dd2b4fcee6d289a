/** How long a question must be shown before it takes an answer, in milliseconds. */
const SETTLING = 500;

/**
 * Keeps a question from being answered by a key or a click that was meant for what was there before. The guard stays
 * shut until the question has been shown for half a second without a break.
 * @param changed is called with whether answers are taken
 */
export function createGuard(changed: (open: boolean) => void) {
  let open = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function turn(to: boolean): void {
    open = to;
    changed(to);
  }

  return {
    /** Says whether answers are taken at this moment. */
    isOpen: () => open,

    /** The question has just been shown, or shown again. */
    restart(): void {
      clearTimeout(timer);
      turn(false);
      timer = setTimeout(() => turn(true), SETTLING);
    },

    /** No answer is taken any more. */
    stop(): void {
      clearTimeout(timer);
      open = false;
    },
  };
}
