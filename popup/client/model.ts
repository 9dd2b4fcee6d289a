import { DEFAULT_PARTITION } from "../../src/messaging/sender.ts";
import type { RefusedConsent } from "../../src/messaging/views/consents.ts";
import type { ReportLanguage } from "../../src/messaging/views/options.ts";
import type { Outcome } from "../../src/messaging/views/outcomes.ts";
import { isObject } from "../../src/widget-api/message.ts";
import { errorWords } from "../../ui/error-words.ts";
import { withTimeout } from "../../ui/with-timeout.ts";
import type { Words } from "../../ui/words-in.ts";
import { type ClientParts, createSwitching } from "./switching.ts";

/** How long a click waits for an answer (ms). */
const SOON = 2_000;

/** What the user can do about the client in the tab. */
export function createClientModel(parts: ClientParts) {
  const { browser, set, tab, refresh, outcomeOf } = parts;

  /** Copies a report of what is shown, in the language that the user has chosen for reports. */
  async function copy(reportIn: (words: Words) => string): Promise<void> {
    try {
      await browser.copy(reportIn(await browser.wordsIn(await reportLanguage())));
      set({ notice: ["copied"] });
    } catch (error) {
      set({ notice: ["copyFailed", errorWords(error)] });
    }
  }

  /** @returns the reports' language; the browser's if no answer comes before the click's right to copy expires */
  async function reportLanguage(): Promise<ReportLanguage> {
    const asking = () => browser.ask({ ask: "options", partition: DEFAULT_PARTITION });
    const options = await withTimeout(asking, SOON);
    return isObject(options) && options.reportLanguage === "en" ? "en" : "browser";
  }

  /** Opens the inspector for the client's tab. It ignores failure: then the popup is closing. */
  async function inspect(): Promise<void> {
    try {
      const { tabId } = await tab();
      await browser.openPage(`inspector/inspector.html${tabId === undefined ? "" : `?tab=${tabId}`}`);
    } catch {}
  }

  /** Opens the help at its section on a diagnosis. */
  async function help(anchor: string): Promise<void> {
    try {
      await browser.openPage(`${browser.helpPage}#${anchor}`);
    } catch {}
  }

  /** Lets a widget that was refused ask again. @returns the outcome; nothing if no answer came */
  async function letAsk({
    partition,
    client,
    widget,
  }: Omit<RefusedConsent, "features">): Promise<Outcome | undefined> {
    const outcome = await outcomeOf({ ask: "let-ask", partition, client, widget });
    await refresh();
    return outcome;
  }

  return { ...createSwitching(parts), copy, inspect, help, letAsk };
}
