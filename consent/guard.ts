/** Milliseconds for which a question stands before the user before it takes an answer. */
const SETTLING = 500;

/**
 * Keeps a question from being answered by a key or a click that was meant for what stood there before it. It is shut
 * until the question has been before the user for half a second on end.
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
    /** Says whether answers are taken this moment. */
    isOpen: () => open,

    /** The question has come before the user, or has come back. */
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
