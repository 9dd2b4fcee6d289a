import { setTimeout as pause } from "node:timers/promises";

const AGAIN_MS = 50;
/** A browser may never answer what was asked of a worker or a page that was just going. */
const UNANSWERED_MS = 10_000;

/**
 * Waits for a condition outside this process that gives no notice when it changes.
 * @param what the condition, for the error message, such as "the widget has loaded"
 * @param is is checked every 50 ms, and again if a check gives no answer for 10 s; if it throws, that counts as "not yet",
 *   and is reported at the end
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
      if (await answered(is)) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (isLast) throw new Error(`${withinMs} ms, and it is not so that ${what}`, { cause: last });
    await pause(AGAIN_MS);
  }
}

async function answered(is: () => Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const unanswered = new Promise<never>((_, reject) => {
    const error = new Error(`No answer within ${UNANSWERED_MS} ms`);
    timer = setTimeout(() => reject(error), UNANSWERED_MS);
  });
  try {
    return await Promise.race([is(), unanswered]);
  } finally {
    clearTimeout(timer);
  }
}
