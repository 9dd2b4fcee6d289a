import { setTimeout as pause } from "node:timers/promises";

const AGAIN_MS = 50;
/** How long to wait for a check (ms): a browser may never answer about a worker or a page that was just ending. */
const UNANSWERED_MS = 10_000;

/**
 * Waits for a condition outside this process that cannot be awaited otherwise.
 * @param what the condition, for the error message, such as "the widget has loaded"
 * @param condition checked every 50 ms, and again if a check gives no answer for 10 s; if it throws, that counts as "not
 *   yet", and is reported at the end
 * @param withinMs milliseconds
 * @throws Error when the time is up
 */
export async function until(
  what: string,
  condition: () => Promise<boolean>,
  withinMs = 15_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  let last: unknown;
  for (;;) {
    // A long check on a busy machine is about the state at its beginning.
    const isLast = Date.now() >= deadline;
    try {
      if (await answered(condition)) return;
      last = undefined;
    } catch (error) {
      last = error;
    }
    if (isLast) throw new Error(`Not within ${withinMs} ms: ${what}`, { cause: last });
    await pause(AGAIN_MS);
  }
}

async function answered(condition: () => Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const unanswered = new Promise<never>((_, reject) => {
    const error = new Error(`No answer within ${UNANSWERED_MS} ms`);
    timer = setTimeout(() => reject(error), UNANSWERED_MS);
  });
  try {
    return await Promise.race([condition(), unanswered]);
  } finally {
    clearTimeout(timer);
  }
}
