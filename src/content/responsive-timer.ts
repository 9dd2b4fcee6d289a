/** Few enough that a browser does not take them for a loop: Chromium lets one go on once a minute in a hidden page. */
const STEPS = 3;

/**
 * Waits so long as this page can do something. While it is busy its messages wait as well as its timers, and who goes first
 * then is not said; so the time of a page that hangs counts as a third of the whole at most.
 * @param ms milliseconds
 */
export async function whileResponsive(ms: number): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) await new Promise((resolve) => setTimeout(resolve, ms / STEPS));
}
