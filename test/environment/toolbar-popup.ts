import { type Page, ProtocolError } from "puppeteer-core";
import { openFirefoxPopup } from "./browser/firefox-popup.ts";
import type { TestBrowser } from "./browsers.ts";

/** The popup below the extension's button in the toolbar, which alone may look at the tab that it was opened over. */
export interface ToolbarPopup {
  /** Waits until there is an element of this kind in it. */
  shows(selector: string): Promise<void>;
  /** Clicks an element with the mouse. */
  click(selector: string): Promise<void>;
  /** Answers the browser's question after a click on *Switch on*. Chromium closes the popup as it asks, Firefox does not. */
  answerPermissionPrompt(answer: "allow" | "deny"): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the popup as a click on the extension's button does, `activeTab` included, which `action.openPopup` would not
 * give. Chromium answers questions about permissions with a window alone (`headless: false`).
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
    async shows(selector) {
      await page.waitForSelector(selector);
    },
    async click(selector) {
      const element = await page.waitForSelector(selector);
      // It may be gone before the mouse's button is up again.
      await element?.click().catch((error) => {
        if (!(error instanceof ProtocolError)) throw error;
      });
    },
    async answerPermissionPrompt(answer) {
      // The question has taken the focus from the popup, and will give it to the page below.
      await closed;
      await browser.answerPermissionPrompt(over, answer);
    },
    async close() {
      if (!page.isClosed()) await page.close();
    },
  };
}
