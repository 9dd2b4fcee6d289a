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
  const source = `((__name) => (${run})(...${JSON.stringify(args)}))((named) => named)`;
  return (await where.evaluate(source)) as Awaited<Result>;
}
