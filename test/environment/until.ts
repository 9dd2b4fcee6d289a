import { setTimeout as pause } from "node:timers/promises";

const AGAIN_MS = 50;

/**
 * Waits for a condition outside this process that gives no notice when it changes.
 * @param what the condition, for the error message, such as "the widget has loaded"
 * @param is checked every 50 ms; if it throws, that counts as "not yet", and is reported at the end
 * @param withinMs milliseconds
 * @throws Error when the time is up
 */
export async function until(what: string, is: () => Promise<boolean>, withinMs = 15_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  let last: unknown;
  for (;;) {
    // A check that takes long on a busy machine has seen what was so at its beginning.
    const isLast = Date.now() >= deadline;
    try {
      if (await is()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (isLast) throw new Error(`${withinMs} ms, and it is not so that ${what}`, { cause: last });
    await pause(AGAIN_MS);
  }
}
