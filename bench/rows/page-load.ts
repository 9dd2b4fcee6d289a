import type { Page } from "puppeteer-core";
import type { TestBrowser } from "../../test/environment/browser/browsers.ts";
import type { Browsers } from "../browsers.ts";
import { type Samples, takeTurns } from "../contest.ts";
import { startQuietServer } from "../quiet-server.ts";

/** How many loads make one sample, which is their median: the first after another browser's turn may be slow. */
const LOADS = 5;

/** Measures the loading of a nearly empty page, from the start of the navigation to the end of the load event (ms). */
export async function pageLoads(browsers: Browsers, rounds: number): Promise<Samples<"load">> {
  const server = await startQuietServer();
  try {
    const arm = async (browser: TestBrowser) => {
      const page = await browser.newPage();
      return async () => ({ load: await load(page, `http://localhost:${server.port}/`) });
    };
    const { none, again, off, on } = browsers;
    const arms = { none: await arm(none), again: await arm(again), off: await arm(off), on: await arm(on) };
    return await takeTurns(["load"], arms, rounds);
  } finally {
    server.close();
  }
}

async function load(page: Page, url: string): Promise<number> {
  const took: number[] = [];
  for (let count = 0; count < LOADS; count += 1) {
    await page.goto(url);
    const [navigation] = await page.evaluate(() =>
      performance.getEntriesByType("navigation").map((entry) => entry.toJSON() as { loadEventEnd: number }),
    );
    took.push(navigation?.loadEventEnd ?? 0);
  }
  return took.toSorted((one, other) => one - other)[Math.floor(LOADS / 2)] ?? 0;
}
