import { execFile } from "node:child_process";
import { setTimeout as elapse } from "node:timers/promises";
import { promisify } from "node:util";
import type { Page } from "puppeteer-core";
import type { VirtualDisplay } from "./contract.ts";

const run = promisify(execFile);

/**
 * For its first 500 ms (measured), a Chromium dialog ignores keys, to prevent accidental answers. No event reports the
 * end of that time. The rest of this time is for a busy machine (ms).
 */
const DEAF_MS = 900;
const TIMEOUT_MS = 10_000;

/**
 * Answers Chromium's prompt after `permissions.request` with the keyboard. The prompt is not a page, so the protocol
 * does not reach it. Its only visible effect is that it takes the focus from the page that asked, and returns it.
 * @param page the page that asked
 * @throws Error when no prompt appears within ten seconds, or when the prompt stays despite the answer
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
  await untilFocus(page, true, "Chromium's prompt stays despite the answer.");
}

async function untilFocus(page: Page, focus: boolean, otherwise: string): Promise<void> {
  const options = { polling: 50, timeout: TIMEOUT_MS };
  await page
    .waitForFunction((wanted) => document.hasFocus() === wanted, options, focus)
    .catch((cause: unknown) => {
      throw new Error(otherwise, { cause });
    });
}

async function press(key: string, display: VirtualDisplay): Promise<void> {
  await run("xdotool", ["key", key], { env: { ...process.env, DISPLAY: display.name } });
}
