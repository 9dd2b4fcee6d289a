import type { Frame, Page } from "puppeteer-core";

/**
 * Runs a function in a page or a frame.
 *
 * Transpilers that keep function names emit calls to a helper that pages lack:
 * https://github.com/evanw/esbuild/issues/2605
 * @param run takes and returns JSON, and cannot use anything of this process but its arguments
 */
export async function evaluate<Arguments extends unknown[], Result>(
  where: Page | Frame,
  run: (...args: Arguments) => Result,
  ...args: Arguments
): Promise<Awaited<Result>> {
  return (await where.evaluate(`(${callOf(run, args)})()`)) as Awaited<Result>;
}

/**
 * Runs a function that makes a page or a frame leave its document. It runs after this evaluation, whose result would
 * otherwise be lost with the document now and then.
 */
export async function leaveBy<Arguments extends unknown[]>(
  where: Page | Frame,
  run: (...args: Arguments) => unknown,
  ...args: Arguments
): Promise<void> {
  await where.evaluate(`void setTimeout(${callOf(run, args)})`);
}

/** @returns the source of a function without parameters that calls this one */
function callOf<Arguments extends unknown[]>(run: (...args: Arguments) => unknown, args: Arguments): string {
  return `() => ((__name) => (${run})(...${JSON.stringify(args)}))((named) => named)`;
}
