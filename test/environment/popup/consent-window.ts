import type { Page } from "puppeteer-core";
import type { TestBrowser } from "../browser/browsers.ts";
import { until } from "../until.ts";

/** @returns the open consent windows */
export async function consentWindows(browser: TestBrowser): Promise<Page[]> {
  const pages = await browser.openPages();
  return pages.filter((page) => page.url().includes("/consent/consent.html"));
}

/** @returns the consent window, once it shows a question */
export async function consentWindow(browser: TestBrowser): Promise<Page> {
  let found: Page | undefined;
  await until("the user is asked for consent", async () => {
    [found] = await consentWindows(browser);
    return (await found?.$('[data-testid="question"]')) != null;
  });
  return found as Page;
}

/**
 * Answers the window's question like a user: with a click, once the buttons accept one. If the window comes to the
 * front at that very moment, it accepts no click for a while, and this clicks again.
 */
export async function answerConsent(browser: TestBrowser, answer: "once" | "always" | "no"): Promise<void> {
  const window = await consentWindow(browser);
  const id = await window.$eval('[data-testid="question"]', (question) => question.getAttribute("data-id"));
  const question = `[data-testid="question"][data-id="${id}"]`;
  const button = `${question} [data-testid="${answer}"][aria-disabled="false"]`;
  await window.evaluate(
    (open, name) => {
      document.addEventListener(
        "click",
        ({ target }) => {
          if (target instanceof Element && target.closest(open)) document.body.dataset.answered = name ?? "";
        },
        { capture: true },
      );
    },
    button,
    id,
  );
  await until(`the question is answered with ${answer}`, async () => {
    const shown = await Promise.all((await consentWindows(browser)).map((each) => each.$(question)));
    if (shown.every((each) => each === null)) return true;
    await (await window.$(`body:not([data-answered="${id}"]) ${button}`))?.click();
    return false;
  });
}
