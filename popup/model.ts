import type { Phrase } from "../src/browser/i18n.ts";
import type { UpdateAction } from "../src/delayed-events/delayed-event.ts";
import type { Outcome, Overview, PageMessage, RefusedConsent } from "../src/messaging/contract.ts";
import { isObject } from "../src/widget-api/message.ts";
import { isOutcome } from "../ui/outcome.ts";
import { createPolledQuestion } from "../ui/polled-question.ts";
import { visible } from "../ui/visible.ts";
import { withTimeout } from "../ui/with-timeout.ts";
import { EMPTY, type PopupState } from "./state.ts";

/** What the popup needs of the browser. */
export interface PopupBrowser {
  /** Asks the background. */
  ask(message: PageMessage): Promise<unknown>;
  /** Asks the user for these match patterns; must come from a click. */
  request(patterns: string[]): Promise<boolean>;
  /**
   * True if that closes the popup, and may come some seconds after the click; false if it must come straight from it.
   */
  questionClosesPopup: boolean;
  /** The tab that the popup is about. */
  tabId(): Promise<number | undefined>;
  /** Reloads a tab's page; resolves when it has loaded. */
  reloadTab(tabId: number): Promise<void>;
  /** Opens a page of the extension in a new tab. */
  openPage(path: string): Promise<void>;
}

/**
 * Milliseconds until the background counts as silent. A later answer may wait for a homeserver that is down (5 s).
 */
const FIRST_TIMEOUT = 2_000;
const TIMEOUT = 10_000;

const NOT_ALLOWED: Phrase = ["notAllowed"];
const SWITCHED_ON: Phrase = ["switchedOn"];
const SWITCHED_OFF: Phrase = ["switchedOff"];

type Client = NonNullable<Overview["client"]>;

/**
 * The popup's state and what the user can do. It asks the background when told to, and by itself only after an
 * action.
 * @param show is called with every new state
 */
export function createModel(browser: PopupBrowser, show: (state: PopupState) => void) {
  let state = EMPTY;

  function set(change: Partial<PopupState>): void {
    state = { ...state, ...change };
    show(state);
  }

  /** The tab that a question is about, if there is one. */
  async function tab(): Promise<{ tabId?: number }> {
    const tabId = await browser.tabId();
    return tabId === undefined ? {} : { tabId };
  }

  /** Asks for the overview. */
  const refresh = createPolledQuestion(
    async () => {
      const answer = await browser.ask({ ask: "overview", ...(await tab()) });
      if (!isOverview(answer)) throw new Error("The background gave no overview");
      return answer;
    },
    {
      timeout: () => (state.overview ? TIMEOUT : FIRST_TIMEOUT),
      answered: (overview) => set({ overview, silent: false }),
      silent: () => set({ silent: true }),
    },
  );

  /**
   * Restarts, sends or cancels a delay. The action counts as running until the list shows its result.
   * @returns whether it was done
   */
  async function update(id: string, action: UpdateAction): Promise<boolean> {
    if (state.running.has(id)) return false;
    set({
      running: new Map(state.running).set(id, action),
      failures: without(state.failures, id),
      done: undefined,
    });
    const outcome = await outcomeOf({ ask: "update-delay", id, action });
    if (!outcome?.ok) {
      const failure = { action, ...(outcome && { refusal: outcome }) };
      set({ failures: new Map(state.failures).set(id, failure) });
    }
    await refresh();
    // Only now, because the list may show that it was done in another way than was asked for.
    set({ running: without(state.running, id), ...(outcome?.ok && { done: { id, action } }) });
    return outcome?.ok === true;
  }

  /**
   * Switches a site on. The choice is stored before the permission is asked for, because the browser's question may
   * close the popup; a site that is not granted does not count as on. If the popup would close, the background must
   * have stored the choice by then: a message to a background that has yet to start dies with the popup.
   */
  async function switchOn({ site, missing }: Client): Promise<void> {
    await switching(["askingBrowser"], async () => {
      const storing = choose(site, true);
      if (browser.questionClosesPopup && !(await storing)?.ok) return noticeOf(await storing, SWITCHED_ON);
      const refusal = await refusalOf([site, ...missing]);
      const stored = await storing;
      return refusal ? noticeOf(await choose(site, false), refusal) : noticeOf(stored, SWITCHED_ON);
    });
  }

  async function switchOff({ site }: Client): Promise<void> {
    await switching(undefined, async () => noticeOf(await choose(site, false), SWITCHED_OFF));
  }

  /** Asks the user for the homeservers that the client talks to; straight from a click, like `switchOn`. */
  async function allow({ missing }: Client): Promise<void> {
    const refusing = refusalOf(missing);
    await switching(["askingBrowser"], async () => (await refusing) ?? ["allowed"]);
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

  /** Opens the inspector for the client's tab. If the popup is closing, nobody sees that it does not. */
  async function inspect(): Promise<void> {
    try {
      const { tabId } = await tab();
      await browser.openPage(`inspector/inspector.html${tabId === undefined ? "" : `?tab=${tabId}`}`);
    } catch {}
  }

  /** Forgets what has ended, of what this window shows. @returns the outcome; nothing if no answer came */
  async function clearEnded(): Promise<Outcome | undefined> {
    const outcome = await outcomeOf(async () => ({ ask: "clear-ended", ...(await tab()) }));
    await refresh();
    return outcome;
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

  /** Opens the settings, of this tab's window. If the popup is closing, nobody sees that it does not. */
  async function openSettings(): Promise<void> {
    try {
      const { tabId } = await tab();
      await browser.openPage(`options/options.html${tabId === undefined ? "" : `?tab=${tabId}`}`);
    } catch {}
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

  /** @returns nothing if no answer came */
  async function outcomeOf(
    message: PageMessage | (() => Promise<PageMessage>),
  ): Promise<Outcome | undefined> {
    const asking = () => (typeof message === "function" ? message().then(browser.ask) : browser.ask(message));
    const answer = await withTimeout(asking, TIMEOUT);
    return isOutcome(answer) ? answer : undefined;
  }

  return {
    refresh,
    update,
    clearEnded,
    letAsk,
    switchOn,
    switchOff,
    allow,
    reload,
    inspect,
    openSettings,
  };
}

export type Model = ReturnType<typeof createModel>;

function without<Value>(map: ReadonlyMap<string, Value>, key: string): Map<string, Value> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}

function noticeOf<Success>(outcome: Outcome | undefined, success: Success): Phrase | Success {
  if (!outcome) return ["switchUnanswered"];
  return outcome.ok ? success : ["switchFailed", visible(outcome.error)];
}

function isOverview(answer: unknown): answer is Overview {
  return isObject(answer) && typeof answer.diagnosis === "string" && Array.isArray(answer.delays);
}

function failed(error: unknown): Phrase {
  return ["switchFailed", visible(error instanceof Error ? error.message : String(error))];
}
