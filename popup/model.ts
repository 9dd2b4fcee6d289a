import type { PageMessage } from "../src/messaging/page-contract.ts";
import type { Outcome } from "../src/messaging/views/outcomes.ts";
import type { Overview } from "../src/messaging/views/overview.ts";
import { isObject } from "../src/widget-api/message.ts";
import { isOutcome } from "../ui/outcome.ts";
import { createPolledQuestion } from "../ui/polled-question.ts";
import { withTimeout } from "../ui/with-timeout.ts";
import { createCalls } from "./calls/calls.ts";
import { withKeptPage } from "./client/kept-page.ts";
import { createClientModel } from "./client/model.ts";
import { createRefreshWhileLoading } from "./client/refresh-while-loading.ts";
import { createDelaysModel } from "./delays/model.ts";
import type { PopupBrowser } from "./popup-browser.ts";
import { EMPTY, type PopupState } from "./state.ts";

/** Milliseconds until the background counts as silent. Later answers may wait for a homeserver that is down (5 s). */
const FIRST_TIMEOUT = 2_000;
const TIMEOUT = 10_000;

/**
 * The popup's state, and what the user can do. It asks the background on `refresh`, and by itself only after an action
 * and while the page may still be loading.
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

  const calls = createCalls({
    ask: (message) => browser.ask(message),
    tab,
    show: (found) => set({ calls: found }),
  });

  /** Asks for the overview. */
  const refresh = createPolledQuestion(
    async () => {
      delays.overviewAsked();
      const answer = await browser.ask({ ask: "overview", ...(await tab()) });
      if (!isOverview(answer)) throw new Error("The background gave no overview");
      return answer;
    },
    {
      timeout: () => (state.overview ? TIMEOUT : FIRST_TIMEOUT),
      answered(overview) {
        set({ overview: withKeptPage(state, overview), silent: false });
        delays.overviewCame();
        refreshWhileLoading(overview);
        void calls.checkOnce(overview.account);
      },
      silent() {
        set({ silent: true });
        refreshWhileLoading(undefined);
      },
    },
  );

  const refreshWhileLoading = createRefreshWhileLoading(() => void refresh());

  const delays = createDelaysModel({
    ask: browser.ask,
    tab,
    outcomeOf,
    set,
    refresh,
    state: () => state,
  });

  /** Opens the settings, for this tab's window. Ignores a failure: the popup is then closing. */
  async function openSettings(): Promise<void> {
    try {
      const { tabId } = await tab();
      await browser.openPage(`options/options.html${tabId === undefined ? "" : `?tab=${tabId}`}`);
    } catch {}
  }

  /** @returns the background's outcome; nothing if no answer came */
  async function outcomeOf(
    message: PageMessage | (() => Promise<PageMessage>),
    within = TIMEOUT,
  ): Promise<Outcome | undefined> {
    const asking = () => (typeof message === "function" ? message().then(browser.ask) : browser.ask(message));
    const answer = await withTimeout(asking, within);
    return isOutcome(answer) ? answer : undefined;
  }

  return {
    refresh,
    leaveCall: calls.leave,
    clearEnded: delays.clearEnded,
    delays,
    openSettings,
    ...createClientModel({ browser, set, tab, refresh, outcomeOf }),
  };
}

export type Model = ReturnType<typeof createModel>;

function isOverview(answer: unknown): answer is Overview {
  return isObject(answer) && typeof answer.diagnosis === "string" && Array.isArray(answer.delays);
}
