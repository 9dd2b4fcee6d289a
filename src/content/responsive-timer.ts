/** Too few for a browser to treat them as a timer loop, which Chromium runs only once a minute in a hidden page. */
const STEPS = 3;

/**
 * Waits this long, counting mostly time in which the page can run. While a page is busy, its messages wait along with
 * its timers, in an unspecified order. So a hang counts as at most one third of the wait.
 * @param ms milliseconds
 */
export async function whileResponsive(ms: number): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) await new Promise((resolve) => setTimeout(resolve, ms / STEPS));
}
