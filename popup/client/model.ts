import type { Phrase } from "../../src/browser/i18n.ts";
import type { PageMessage } from "../../src/messaging/page-contract.ts";
import { DEFAULT_PARTITION } from "../../src/messaging/sender.ts";
import type { RefusedConsent } from "../../src/messaging/views/consents.ts";
import type { ReportLanguage } from "../../src/messaging/views/options.ts";
import type { Outcome } from "../../src/messaging/views/outcomes.ts";
import type { Overview } from "../../src/messaging/views/overview.ts";
import { isObject } from "../../src/widget-api/message.ts";
import { refusalWords } from "../../ui/refusal-words.ts";
import { visible } from "../../ui/visible.ts";
import { withTimeout } from "../../ui/with-timeout.ts";
import type { Words } from "../../ui/words-in.ts";
import type { PopupBrowser } from "../model.ts";
import type { PopupState } from "../state.ts";
import type { Choice } from "./offers.ts";

/** Milliseconds for an answer that a click waits for. */
const SOON = 2_000;
const NOT_ALLOWED: Phrase = ["notAllowed"];
const SWITCHED_OFF: Phrase = ["switchedOff"];
const CHECKED: Phrase = ["checked"];

/** What the client's part needs of the whole popup. */
interface Parts {
  browser: PopupBrowser;
  set(change: Partial<PopupState>): void;
  /** The tab that a question is about, if there is one. */
  tab(): Promise<{ tabId?: number }>;
  /** Asks for the overview. */
  refresh(): Promise<void>;
  /** Asks the background. @returns nothing if no answer came */
  outcomeOf(message: PageMessage | (() => Promise<PageMessage>)): Promise<Outcome | undefined>;
}

/** What the user can do about the client in the tab. */
export function createClientModel({ browser, set, tab, refresh, outcomeOf }: Parts) {
  /**
   * Switches a site on, with what else the button has named. The choice is stored before the permission is asked for,
   * because the browser's question may close the popup; a site that is not granted does not count as on. If the popup
   * would close, the background must have stored the choice by then: a message to a background that has yet to start dies
   * with the popup. The background reloads the tab once everything is granted, since nobody else may be there by then.
   */
  async function protect(choice: Choice, features: string[]): Promise<void> {
    await switching(["askingBrowser"], async () => {
      const done: Phrase = doneWords(choice);
      const storing = store(choice, features);
      if (browser.questionClosesPopup && !(await storing)?.ok) return noticeOf(await storing, done);
      const refusal = await refusalOf(choice.patterns);
      const stored = await storing;
      return refusal ? noticeOf(await takeBack(choice), refusal) : noticeOf(stored, done);
    });
  }

  /**
   * The popup has opened. Where the browser's question closes it, nobody was here to see a refusal: so it is said now,
   * and what was chosen is forgotten.
   */
  async function opened(): Promise<void> {
    const { tabId } = await tab();
    if (!browser.questionClosesPopup || tabId === undefined) return;
    const wasRefused = await withTimeout(() => browser.ask({ ask: "was-refused", tabId }), SOON);
    if (wasRefused === true) set({ notice: NOT_ALLOWED });
  }

  function store({ on: _, widgets, ...choice }: Choice, features: string[]): Promise<Outcome | undefined> {
    const named = widgets.length > 0 ? features : [];
    return outcomeOf(async () => ({ ask: "protect", ...choice, ...(await tab()), widgets, features: named }));
  }

  /** A site that was on before stays on. */
  async function takeBack({ site, on }: Choice): Promise<Outcome | undefined> {
    const dropped = await outcomeOf({ ask: "drop-choice" });
    return on ? dropped : choose(site, false);
  }

  async function switchOff({ site }: Pick<Choice, "site">): Promise<void> {
    await switching(undefined, async () => {
      const outcome = await choose(site, false);
      if (outcome?.ok) set({ switchedOff: site });
      return noticeOf(outcome, SWITCHED_OFF);
    });
  }

  /**
   * Asks the user for match patterns, straight from a click. @returns why they are not allowed; nothing if they are
   */
  async function refusalOf(patterns: string[]): Promise<Phrase | undefined> {
    try {
      return (await browser.request(patterns)) ? undefined : NOT_ALLOWED;
    } catch (error) {
      return failed(error);
    }
  }

  /** Reloads the client's page, and shows how it is doing then. If the tab is gone, the overview shows that. */
  async function reload(): Promise<void> {
    await switching(undefined, async () => {
      try {
        const { tabId } = await tab();
        if (tabId !== undefined) await browser.reloadTab(tabId);
      } catch {}
      return undefined;
    });
  }

  /** Has the homeserver and the browser asked again, whatever was said a moment ago. Nothing is changed by that. */
  async function checkAgain(): Promise<void> {
    await switching(undefined, async () => noticeOf(await outcomeOf({ ask: "check-again" }), CHECKED));
  }

  /** Copies a report of what is shown, in the language that the user has chosen for reports. */
  async function copy(reportIn: (words: Words) => string): Promise<void> {
    try {
      await browser.copy(reportIn(await browser.wordsIn(await reportLanguage())));
      set({ notice: ["copied"] });
    } catch (error) {
      set({ notice: ["copyFailed", wordsOf(error)] });
    }
  }

  /** @returns the browser's language if nothing else is known in time: the browser lets a click copy for some seconds */
  async function reportLanguage(): Promise<ReportLanguage> {
    const asking = () => browser.ask({ ask: "options", partition: DEFAULT_PARTITION });
    const options = await withTimeout(asking, SOON);
    return isObject(options) && options.reportLanguage === "en" ? "en" : "browser";
  }

  /** Opens the inspector for the client's tab. If the popup is closing, nobody sees that it does not. */
  async function inspect(): Promise<void> {
    try {
      const { tabId } = await tab();
      await browser.openPage(`inspector/inspector.html${tabId === undefined ? "" : `?tab=${tabId}`}`);
    } catch {}
  }

  /** Opens the help at what it says of a diagnosis. */
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

  async function switching(
    meanwhile: Phrase | undefined,
    task: () => Promise<Phrase | undefined>,
  ): Promise<void> {
    set({ switching: true, notice: meanwhile });
    set({ notice: await task() });
    await refresh();
    set({ switching: false });
  }

  function choose(site: string, on: boolean): Promise<Outcome | undefined> {
    return outcomeOf({ ask: "switch-site", site, on });
  }

  return { opened, protect, switchOff, reload, checkAgain, copy, inspect, help, letAsk };
}

function doneWords({ on, reload }: Choice): Phrase {
  if (on) return ["allowed"];
  return reload ? ["protectedNow"] : ["switchedOnReload"];
}

/** @returns the notice of an outcome */
function noticeOf<Success>(outcome: Outcome | undefined, success: Success): Phrase | Success {
  if (!outcome) return ["switchUnanswered"];
  return refusalWords(outcome, "switchFailed") ?? success;
}

function failed(error: unknown): Phrase {
  return ["switchFailed", wordsOf(error)];
}

function wordsOf(error: unknown): string {
  return visible(error instanceof Error ? error.message : String(error));
}

/** Which row of the refused ones a widget's line is about. */
export function refusalOf({ refused }: Overview, widget: string): RefusedConsent | undefined {
  const origin = URL.canParse(widget) ? new URL(widget).origin : widget;
  return refused.find((each) => each.widget === origin);
}
