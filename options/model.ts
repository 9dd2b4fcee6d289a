import type { Phrase } from "../src/browser/i18n.ts";
import { EVERYWHERE } from "../src/messaging/everywhere.ts";
import type { PageMessage } from "../src/messaging/page-contract.ts";
import type { GivenConsent } from "../src/messaging/views/consents.ts";
import type { Options, ReportLanguage } from "../src/messaging/views/options.ts";
import type { Outcome } from "../src/messaging/views/outcomes.ts";
import { isObject } from "../src/widget-api/message.ts";
import { errorWords } from "../ui/error-words.ts";
import { isOutcome } from "../ui/outcome.ts";
import { createPolledQuestion } from "../ui/polled-question.ts";
import { refusalWords } from "../ui/refusal-words.ts";
import { withTimeout } from "../ui/with-timeout.ts";
import { EMPTY, type OptionsState, type SettingName } from "./state.ts";

/** What the options page needs from the browser. */
export interface OptionsBrowser {
  /** Asks the background. */
  ask(message: PageMessage): Promise<unknown>;
  /** Requests permission for these match patterns; must come straight from a click. */
  request(patterns: string[]): Promise<boolean>;
  /** Requests the permission to show notifications; must come straight from a click. */
  requestNotifications(): Promise<boolean>;
  mayNotify(): Promise<boolean>;
  /** The keys that open the popup; empty if there are none. */
  popupKeys(): Promise<string>;
  /** The partition whose consents are shown. */
  partition(): Promise<string>;
}

/** Milliseconds until the background counts as silent. */
const TIMEOUT = 5_000;

/**
 * The page's state, and what the user can do. A permission must be requested straight from a click, so that comes
 * before anything else.
 * @param show is called with every new state
 */
export function createModel(browser: OptionsBrowser, show: (state: OptionsState) => void) {
  let state = EMPTY;

  function set(change: Partial<OptionsState>): void {
    state = { ...state, ...change };
    show(state);
  }

  /** Requests everything that the page shows. */
  const refresh = createPolledQuestion(
    async () => {
      const options = await browser.ask({ ask: "options", partition: await browser.partition() });
      if (!isOptions(options)) throw new Error("The background gave no options");
      const keys = await browser.popupKeys().catch(() => undefined);
      return { options, mayNotify: await browser.mayNotify(), ...(keys !== undefined && { keys }) };
    },
    {
      timeout: () => TIMEOUT,
      answered: (answer) => set({ ...answer, silent: false }),
      silent: () => set({ silent: true }),
    },
  );

  /** @returns the background's outcome; nothing if no answer came */
  async function outcomeOf(message: PageMessage): Promise<Outcome | undefined> {
    const answer = await withTimeout(() => browser.ask(message), TIMEOUT);
    return isOutcome(answer) ? answer : undefined;
  }

  async function setting(name: SettingName, change: () => Promise<Phrase | undefined>): Promise<void> {
    const failure = await change().catch(failed);
    // Read only now: another setting may have changed while the browser asked the user.
    const { [name]: _, ...others } = state.failures;
    set({ failures: { ...others, ...(failure && { [name]: failure }) } });
    await refresh();
  }

  const whyNot = (outcome: Outcome | undefined) => refusalWords(outcome, "settingFailed");
  const refusalOf = async (message: PageMessage) => whyNot(await outcomeOf(message));

  /**
   * Switches *everywhere* on, if the browser permits it, or off. The choice is stored before the permission is granted.
   */
  function setEverywhere(on: boolean): Promise<void> {
    return setting("everywhere", async () => {
      if (!on) return refusalOf({ ask: "switch-site", site: EVERYWHERE, on });
      const storing = outcomeOf({ ask: "switch-site", site: EVERYWHERE, on });
      const refusal = await refusalBy(() => browser.request([EVERYWHERE]));
      if (!refusal) return whyNot(await storing);
      await outcomeOf({ ask: "switch-site", site: EVERYWHERE, on: false });
      return refusal;
    });
  }

  /** Switches notifications on, if the browser permits them, or off. */
  function setNotifications(on: boolean): Promise<void> {
    return setting("notifications", async () => {
      if (on && !(await browser.requestNotifications())) return ["notificationsDenied"];
      return refusalOf({ ask: "switch-notifications", on });
    });
  }

  /** Requests only the browser's permission: notifications are switched on already. */
  function allowNotifications(): Promise<void> {
    return setting("notifications", async () =>
      (await browser.requestNotifications()) ? undefined : ["notificationsDenied"],
    );
  }

  /**
   * Requests the browser's permission for a site that is chosen already. Drops the popup's choice, since this
   * permission must not complete it.
   * @returns why the site is not allowed, in words; nothing if it is
   */
  async function allowSite(site: string): Promise<Phrase | undefined> {
    void outcomeOf({ ask: "drop-choice" });
    const refusal = await refusalBy(() => browser.request([site]));
    await refresh();
    return refusal;
  }

  /** Switches a site off. @returns the outcome; nothing if no answer came */
  async function switchOff(site: string): Promise<Outcome | undefined> {
    const outcome = await outcomeOf({ ask: "switch-site", site, on: false });
    await refresh();
    return outcome;
  }

  /** Revokes a consent, with all its features. @returns the outcome; nothing if no answer came */
  async function revoke({ partition, client, userId, widget }: GivenConsent): Promise<Outcome | undefined> {
    const outcome = await outcomeOf({ ask: "revoke-consent", partition, client, userId, widget });
    await refresh();
    return outcome;
  }

  return {
    refresh,
    setEverywhere,
    setNotifications,
    allowNotifications,
    allowSite,
    switchOff,
    revoke,
    setUnencrypted: (on: boolean) =>
      setting("unencrypted", () => refusalOf({ ask: "switch-unencrypted", on })),
    setLanguage: (language: ReportLanguage) =>
      setting("language", () => refusalOf({ ask: "report-language", language })),
  };
}

export type Model = ReturnType<typeof createModel>;

/** @returns why the browser does not permit something, in words; nothing if it does */
async function refusalBy(request: () => Promise<boolean>): Promise<Phrase | undefined> {
  try {
    return (await request()) ? undefined : ["notAllowed"];
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): Phrase {
  return ["settingFailed", errorWords(error)];
}

function isOptions(answer: unknown): answer is Options {
  return isObject(answer) && Array.isArray(answer.sites) && Array.isArray(answer.consents);
}
