/** Few enough that a browser does not see a timer loop: Chromium runs those only once a minute in a hidden page. */
const STEPS = 3;

/**
 * Waits this long, counting mostly time in which the page can run. While a page is busy, its messages wait along with
 * its timers, and which of them run first afterwards is unspecified. So a hang counts as at most one third of the
 * wait.
 * @param ms milliseconds
 */
export async function whileResponsive(ms: number): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) await new Promise((resolve) => setTimeout(resolve, ms / STEPS));
}
