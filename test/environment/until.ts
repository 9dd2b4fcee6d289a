import { setTimeout as pause } from "node:timers/promises";

const AGAIN_MS = 50;

/**
 * Waits until something outside this process is so; for what tells nobody when it changes.
 * @param what said in the error, as in "the widget has loaded"
 * @param is asked every 50 ms; an error of its own counts as "not yet", and is told at the end
 * @param withinMs milliseconds
 * @throws Error when the time is up
 */
export async function until(what: string, is: () => Promise<boolean>, withinMs = 15_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  let last: unknown;
  for (;;) {
    try {
      if (await is()) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline)
      throw new Error(`${withinMs} ms, and it is not so that ${what}`, { cause: last });
    await pause(AGAIN_MS);
  }
}
