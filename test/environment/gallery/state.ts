import type { Page } from "puppeteer-core";
import type { PageAnswers } from "../../../src/messaging/page-contract.ts";

/** The background's answers, by message. A message without one gets no answer, as if the background had died. */
export type Answers = Partial<PageAnswers>;

/** One state of an extension page: the answers that it gets, and the user's actions. */
export interface GalleryState {
  page: "popup" | "consent" | "options" | "welcome" | "inspector";
  /** In lower case, for the file name. */
  name: string;
  answers?: Answers;
  /** The answers after the user has changed something. */
  later?: Answers;
  /** The browser's answer to a permission request; no by default. */
  permits?: boolean;
  /** A selector. The state is reached once it matches. */
  until: string;
  /** The user's actions, step by step. */
  act?: (page: Page) => Promise<unknown>;
}

/** Clicks each of these in turn, as soon as it exists. */
export function clicking(...selectors: string[]): NonNullable<GalleryState["act"]> {
  return async (page) => {
    for (const selector of selectors) {
      const found = await page.waitForSelector(selector);
      // An element's own click, because a pointer might have to scroll first in such a small page.
      await found?.evaluate((element) => (element as HTMLElement).click());
    }
  };
}

/** Clicks all matching elements, once there is one. */
export function clickingAll(selector: string): NonNullable<GalleryState["act"]> {
  return async (page) => {
    await page.waitForSelector(selector);
    await page.$$eval(selector, (found) => {
      for (const element of found) (element as HTMLElement).click();
    });
  };
}

export const part = (testId: string) => `[data-testid="${testId}"]`;
