import type { Page } from "puppeteer-core";
import type { OpenClient } from "../stage.ts";

const UPDATE = "org.matrix.msc4157.update_delayed_event";

/**
 * Restarts a delay several times, like its widget. The pause (ms) is timed outside the page: while the popup is open as
 * a tab, the browser slows down the timers of the page behind it, and a restart after a long pause takes longer.
 * @returns how long each restart took (ms)
 */
export async function restartOften(
  { ask }: Pick<OpenClient, "ask">,
  delayId: string,
  count: number,
  pause = 200,
): Promise<number[]> {
  const took: number[] = [];
  for (let left = count; left > 0; left -= 1) {
    const begin = performance.now();
    const answer = await ask({ action: UPDATE, data: { action: "restart", delay_id: delayId } });
    took.push(performance.now() - begin);
    if (JSON.stringify(answer).includes("error")) throw new Error(`Refused: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return took;
}

/** The CPU time of a page so far (ms). Only Chromium reports it. */
export async function computed(page: Page): Promise<number> {
  return ((await page.metrics()).TaskDuration ?? 0) * 1_000;
}

/** The CPU time of an idle page per second (ms). */
export async function idleWork(page: Page, seconds = 5): Promise<number> {
  const before = await computed(page);
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  return ((await computed(page)) - before) / seconds;
}
