import type { Phrase } from "../../src/browser/i18n.ts";
import type { PageMessage } from "../../src/messaging/page-contract.ts";
import type { Outcome } from "../../src/messaging/views/outcomes.ts";
import { errorWords } from "../../ui/error-words.ts";
import { refusalWords } from "../../ui/refusal-words.ts";
import { withTimeout } from "../../ui/with-timeout.ts";
import type { PopupBrowser } from "../popup-browser.ts";
import type { PopupState } from "../state.ts";
import type { Choice } from "./offers.ts";

/** How long a click waits for an answer (ms). */
const SOON = 2_000;
const NOT_ALLOWED: Phrase = ["notAllowed"];
const SWITCHED_OFF: Phrase = ["switchedOff"];
const CHECKED: Phrase = ["checked"];

/** What switching needs from the rest of the popup. */
export interface ClientParts {
  browser: PopupBrowser;
  set(change: Partial<PopupState>): void;
  /** The tab that a question is about, if there is one. */
  tab(): Promise<{ tabId?: number }>;
  /** Asks for the overview. */
  refresh(): Promise<void>;
  /** Asks the background. @returns nothing if no answer came */
  outcomeOf(message: PageMessage | (() => Promise<PageMessage>)): Promise<Outcome | undefined>;
}

/** Switches the client's site on and off, and runs the other tasks that disable the buttons meanwhile. */
export function createSwitching({ browser, set, tab, refresh, outcomeOf }: ClientParts) {
  /**
   * Switches a site on, with everything else that the button names. The choice is stored before the permission is
   * requested, because the browser's prompt may close the popup; a site that is not granted does not count as on. If
   * the prompt closes the popup, the background must have stored the choice before: a message to a background that has
   * yet to start dies with the popup. The background reloads the tab once everything is granted, since the popup may be
   * gone.
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
   * To be called when the popup opens. If the browser's prompt closes the popup, the user's refusal shows only now: the
   * popup reports it, and the background forgets the choice.
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

  /** Takes a choice back. A site that was on before stays on. */
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

  /** Requests permissions; must come straight from a click. @returns why they are not granted; nothing if they are */
  async function refusalOf(patterns: string[]): Promise<Phrase | undefined> {
    try {
      return (await browser.request(patterns)) ? undefined : NOT_ALLOWED;
    } catch (error) {
      return failed(error);
    }
  }

  /** Reloads the client's page, and shows its new state. If the tab is gone, the overview shows that. */
  async function reload(): Promise<void> {
    await switching(undefined, async () => {
      try {
        const { tabId } = await tab();
        if (tabId !== undefined) await browser.reloadTab(tabId);
      } catch {}
      return undefined;
    });
  }

  /** Has the background ask the homeserver and the browser again, even if they answered a moment ago. */
  async function checkAgain(): Promise<void> {
    await switching(undefined, async () => noticeOf(await outcomeOf({ ask: "check-again" }), CHECKED));
  }

  let running = 0;

  /** Runs a task with the buttons disabled, and shows its notice. @param meanwhile the notice until then */
  async function switching(
    meanwhile: Phrase | undefined,
    task: () => Promise<Phrase | undefined>,
  ): Promise<void> {
    running += 1;
    set({ switching: true, notice: meanwhile });
    set({ notice: await task() });
    await refresh();
    running -= 1;
    // The user can check again during the browser's question.
    set({ switching: running > 0 });
  }

  function choose(site: string, on: boolean): Promise<Outcome | undefined> {
    return outcomeOf({ ask: "switch-site", site, on });
  }

  return { opened, protect, switchOff, reload, checkAgain };
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
  return ["switchFailed", errorWords(error)];
}
