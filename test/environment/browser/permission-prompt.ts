import { execFile } from "node:child_process";
import { setTimeout as elapse } from "node:timers/promises";
import { promisify } from "node:util";
import type { Page } from "puppeteer-core";
import type { VirtualDisplay } from "./display.ts";

const run = promisify(execFile);

/**
 * For its first 500 ms (measured) a dialog of Chromium takes no keys, lest somebody answers it who meant something
 * else. No event tells when that is over; the rest of the time is for a busy machine.
 */
const DEAF_MS = 900;
const PATIENCE_MS = 10_000;

/**
 * Answers Chromium's question after `permissions.request` by the keyboard. The question is no page, and so out of the
 * protocol's reach; what can be seen of it is that it takes the focus from the page that asked, and gives it back.
 * @param page the one that asked
 * @throws Error when no question comes up within ten seconds, or it stays in spite of the answer
 */
export async function answerPrompt(
  page: Page,
  answer: "allow" | "deny",
  display: VirtualDisplay,
): Promise<void> {
  await untilFocus(page, false, "Chromium asked nothing.");
  await elapse(DEAF_MS);
  // The focus is on Deny at first.
  if (answer === "allow") await press("Tab", display);
  await press("Return", display);
  await untilFocus(page, true, "Chromium's question stays in spite of the answer.");
}

async function untilFocus(page: Page, focus: boolean, otherwise: string): Promise<void> {
  const options = { polling: 50, timeout: PATIENCE_MS };
  await page
    .waitForFunction((wanted) => document.hasFocus() === wanted, options, focus)
    .catch((cause: unknown) => {
      throw new Error(otherwise, { cause });
    });
}

async function press(key: string, display: VirtualDisplay): Promise<void> {
  await run("xdotool", ["key", key], { env: { ...process.env, DISPLAY: display.name } });
}
