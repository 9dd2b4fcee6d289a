import { setTimeout as pause } from "node:timers/promises";
import type { TestBrowser } from "../test/environment/browser/browsers.ts";
import type { Demo } from "./demo.ts";
import { ExpectationError } from "./expectation.ts";

const LOG_LINES = 15;
/** How long to wait for pictures (ms): a broken browser may not answer. */
const PICTURE_MS = 5_000;
/** matrix-widget-api logs a line for each message, without its contents. */
const CHATTER = "[PostmessageTransport]";
/** A delay_id in Synapse's format; its first characters are kept. */
const DELAY_ID = /(syd_\w\w)\w+/g;

/** Reports which expectation failed, the ends of the logs, and a picture of each open page. */
export async function reportFailure(demo: Demo, error: unknown): Promise<void> {
  const { narrator, stage, browser } = demo;
  if (error instanceof ExpectationError) {
    narrator.failed("This expectation failed.");
    narrator.say(`  Expected: ${error.expected}`);
    narrator.say(`  Seen:     ${inWords(error.seen)}`);
    if (error.cause) narrator.say(`  Because:  ${inWords(error.cause)}`);
  } else narrator.failed(inWords(error));

  if (stage) printEnd(demo, "Synapse's", stage.synapse.log().split("\n"));
  if (!browser) return;
  const entries = browser.log.filter(({ level, text }) => level !== "debug" && !text.startsWith(CHATTER));
  printEnd(
    demo,
    "the browser's",
    entries.map(({ source, level, text, url }) => `${source} ${level}: ${text} (${url})`),
  );
  const taking = takeAll(demo, browser).catch((reason) =>
    narrator.say(`No picture could be taken: ${inWords(reason)}`),
  );
  await Promise.race([taking, pause(PICTURE_MS)]);
}

async function takeAll({ pictures }: Demo, browser: TestBrowser): Promise<void> {
  for (const page of await browser.puppeteer.pages()) {
    if (page.url() !== "about:blank") await pictures.take(browser, page, "failure");
  }
}

function printEnd({ narrator }: Demo, whose: string, lines: string[]): void {
  narrator.say(`\nThe end of ${whose} log:`);
  for (const line of lines.slice(-LOG_LINES)) narrator.say(`  ${withoutSecrets(line)}`);
}

function inWords(value: unknown): string {
  if (value instanceof Error) return withoutSecrets(value.message);
  return withoutSecrets(typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing"));
}

function withoutSecrets(text: string): string {
  return text.replace(DELAY_ID, "$1…");
}
