import type { ElementHandle, Page } from "puppeteer-core";
import type { TestBrowser } from "./browsers.ts";
import { evaluate, inTarget } from "./evaluate.ts";
import { openFirefoxPopup } from "./firefox-popup.ts";
import { keyboardOf, unlessGone } from "./keyboard.ts";
import type { ToolbarPopup } from "./toolbar-popup-contract.ts";

/**
 * Opens the popup like a click on the extension's button, including `activeTab`, which `action.openPopup` does not
 * grant. Chromium shows permission prompts only with a window (`headless: false`).
 * @param over the page in front
 */
export async function openToolbarPopup(browser: TestBrowser, over: Page): Promise<ToolbarPopup> {
  await over.bringToFront();
  return browser.name === "chromium" ? openChromiumPopup(browser, over) : openFirefoxPopup(browser, over);
}

async function openChromiumPopup(browser: TestBrowser, over: Page): Promise<ToolbarPopup> {
  const { id = "", origin } = browser.extension ?? {};
  const extension = (await browser.puppeteer.extensions()).get(id);
  if (!extension) throw new Error("This browser has no extension.");
  const opened = browser.puppeteer.waitForTarget((target) => target.url() === `${origin}/popup/popup.html`);
  await extension.triggerAction(over);
  const page = await (await opened).asPage();
  const closed = new Promise<void>((resolve) => page.once("close", () => resolve()));
  return {
    ...keyboardOf(page),
    async shows(selector) {
      await untilShown(page, selector);
    },
    async click(selector) {
      const element = await untilShown(page, selector);
      // The popup may be gone before the mouse button is released.
      await element?.click().catch(unlessGone);
    },
    async answerPermissionPrompt(answer) {
      // The prompt has taken the focus from the popup, and will give it to the page below.
      await closed;
      await browser.answerPermissionPrompt(over, answer);
    },
    async close() {
      if (!page.isClosed()) await page.close();
    },
  };
}

/** @throws Error with the popup's text if the element does not appear within 30 s */
async function untilShown(page: Page, selector: string): Promise<ElementHandle | null> {
  try {
    return await page.waitForSelector(selector);
  } catch (cause) {
    const text = await evaluate(inTarget(page), () => document.body?.innerText).catch(String);
    throw new Error(`The popup does not show ${selector}, but: ${text}`, { cause });
  }
}
