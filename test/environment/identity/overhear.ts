import type { Page } from "puppeteer-core";

type Overheard = Window & { overheard: unknown[] };

/**
 * Records the messages to an extension page from now on: each answer, and all pushed messages.
 * @returns a function that returns everything so far, as JSON
 */
export async function overhear(page: Page): Promise<() => Promise<string>> {
  await page.evaluate(() => {
    const overheard: unknown[] = [];
    Object.assign(window, { overheard });
    // The page's code looks up `sendMessage` at every call, so it finds this one.
    const { runtime } = (globalThis as unknown as { chrome: typeof import("webextension-polyfill") }).chrome;
    const send = runtime.sendMessage.bind(runtime) as (message: unknown) => Promise<unknown>;
    runtime.sendMessage = (async (message: unknown) => {
      const answer = await send(message);
      overheard.push(answer);
      return answer;
    }) as typeof runtime.sendMessage;
    runtime.onMessage.addListener((news: unknown) => {
      overheard.push(news);
      return undefined;
    });
  });
  return () => page.evaluate(() => JSON.stringify((window as unknown as Overheard).overheard));
}
