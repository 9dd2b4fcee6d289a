import type { Page } from "puppeteer-core";
import { until } from "../until.ts";
import { evaluate, leaveBy } from "./evaluate.ts";

const TRIES = 5;

/**
 * Leaves a page and goes back, until the browser has kept it in its back/forward cache meanwhile. Firefox does not while
 * the page's icon is loading: that request belongs to the document (`MOZ_LOG=SHIPBFCache:5` says "requests in the
 * loadgroup").
 * @param elsewhere the address to leave for. Chromium caches a page only if the next one is of another site, or no other
 *   page has a reference to it.
 * @throws Error if the browser never keeps it
 */
export async function comeBackFromCache(page: Page, elsewhere: string): Promise<void> {
  const address = page.url();
  for (let tries = 0; tries < TRIES; tries += 1) {
    await evaluate(page, () => {
      (window as { isKept?: true }).isKept = true;
    });
    await page.goto(elsewhere);
    // Puppeteer would wait for the page to load again.
    await leaveBy(page, () => history.back());
    const isBack = () => evaluate(page, () => document.readyState === "complete" && location.href);
    await until("the page is back", () =>
      isBack().then(
        (now) => now === address,
        () => false,
      ),
    );
    if (await evaluate(page, () => (window as { isKept?: true }).isKept === true)) return;
  }
  throw new Error(`The browser did not keep ${address} in ${TRIES} tries`);
}
