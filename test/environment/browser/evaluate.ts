import type { CDPSession, Page } from "puppeteer-core";

/** Where source can be evaluated: a page, a frame, or what `inTarget` returns. */
export interface Evaluator {
  evaluate(source: string): Promise<unknown>;
}

/**
 * Runs a function in a page or a frame.
 *
 * Transpilers that keep function names emit calls to a helper that pages lack:
 * https://github.com/evanw/esbuild/issues/2605
 * @param run takes and returns JSON, and cannot use anything of this process but its arguments
 */
export async function evaluate<Arguments extends unknown[], Result>(
  where: Evaluator,
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
  where: Evaluator,
  run: (...args: Arguments) => unknown,
  ...args: Arguments
): Promise<void> {
  await where.evaluate(`void setTimeout(${callOf(run, args)})`);
}

/**
 * Evaluates in a Chromium page or worker, whatever puppeteer knows of it. Puppeteer does not notice a worker's restart, and
 * takes a prerendered page for gone if showing it takes longer than 100 ms:
 * https://github.com/puppeteer/puppeteer/blob/puppeteer-v24.43.1/packages/puppeteer-core/src/cdp/FrameManager.ts#L37
 */
export function inTarget(target: Pick<Page, "createCDPSession">): Evaluator {
  return {
    async evaluate(source) {
      const session = await target.createCDPSession();
      try {
        return await evaluateIn(session, source);
      } finally {
        await session.detach().catch(() => undefined);
      }
    },
  };
}

/** @throws Error with the message of what the source throws */
export async function evaluateIn(session: CDPSession, source: string): Promise<unknown> {
  const asked = { expression: source, awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", asked);
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

/** @returns the source of a function without parameters that calls this one */
function callOf<Arguments extends unknown[]>(run: (...args: Arguments) => unknown, args: Arguments): string {
  return `() => ((__name) => (${run})(...${JSON.stringify(args)}))((named) => named)`;
}
