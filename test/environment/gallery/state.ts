import type { Page } from "puppeteer-core";
import type { PageAnswers } from "../../../src/messaging/page-contract.ts";

/** What the background would say, by question. A question without an answer gets none, as if the background had died. */
export type Answers = Partial<PageAnswers>;

/** One state of one page of the extension: what it is told, and what the user has done since. */
export interface GalleryState {
  page: "popup" | "consent" | "options" | "welcome" | "inspector";
  /** In small letters, for the file's name. */
  name: string;
  answers?: Answers;
  /** What it would say instead once the user has changed something. */
  later?: Answers;
  /** What the browser says when it is asked for a permission; no by default. */
  permits?: boolean;
  /** A selector; the state is reached once it matches. */
  until: string;
  /** What the user does, step by step. */
  act?: (page: Page) => Promise<unknown>;
}

/** Clicks each of these in turn, as soon as it is there. */
export function clicking(...selectors: string[]): NonNullable<GalleryState["act"]> {
  return async (page) => {
    for (const selector of selectors) {
      const found = await page.waitForSelector(selector);
      // The click itself: in a page this small, a pointer may have to scroll first.
      await found?.evaluate((element) => (element as HTMLElement).click());
    }
  };
}

/** Clicks all that match, once there is one. */
export function clickingAll(selector: string): NonNullable<GalleryState["act"]> {
  return async (page) => {
    await page.waitForSelector(selector);
    await page.$$eval(selector, (found) => {
      for (const element of found) (element as HTMLElement).click();
    });
  };
}

export const part = (testId: string) => `[data-testid="${testId}"]`;
