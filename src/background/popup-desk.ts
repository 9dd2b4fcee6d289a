import type { ConsentQuestion, Outcome, Overview, PageMessage } from "../messaging/contract.ts";
import { DEFAULT_WORLD } from "../messaging/sender.ts";
import type { Caretaker } from "./caretaker.ts";
import type { Consent } from "./consent.ts";
import type { createDelayViews } from "./delay-views.ts";
import type { Delays } from "./delays.ts";
import { describe } from "./describe.ts";
import type { createDiagnosis, DiagnosisBrowser, TabPage } from "./diagnosis.ts";
import type { Ledger } from "./ledger.ts";
import type { SendNow } from "./send-now.ts";
import type { Sessions } from "./sessions.ts";
import type { Settings } from "./settings.ts";
import type { Sites } from "./sites.ts";

/** What the popup's desk needs of the browser. */
export interface PopupBrowser extends DiagnosisBrowser {
  /** The URL and world of a tab, where it may be seen. */
  tabPage(tabId: number): Promise<TabPage | undefined>;
}

interface Parts {
  sites: Sites;
  sessions: Sessions;
  ledger: Ledger;
  delays: Delays;
  sendNow: SendNow;
  caretaker: Caretaker;
  consent: Consent;
  settings: Settings;
  diagnose: ReturnType<typeof createDiagnosis>;
  views: ReturnType<typeof createDelayViews>;
  browser: PopupBrowser;
}

/** Answers the popup, which acts for the user. */
export function createPopupDesk(parts: Parts) {
  const { sites, sessions, ledger, delays, sendNow, caretaker, consent, settings, browser } = parts;

  return function answer(message: PageMessage): Promise<Overview | Outcome | ConsentQuestion[]> {
    switch (message.ask) {
      case "overview":
        return overview(message.tabId);
      case "update-delay":
        return outcomeOf(() => updateDelay(message.id, message.action));
      case "switch-site":
        return outcomeOf(() => (message.on ? sites.switchOn(message.site) : sites.switchOff(message.site)));
      case "switch-unencrypted":
        return outcomeOf(() => settings.setUnencrypted(message.on));
      case "consent-questions":
        return Promise.resolve(consent.questions());
      case "consent-answer":
        return outcomeOf(async () => {
          if (!consent.answer(message.id, message.answer)) throw new Error("This is not asked any more.");
        });
      case "revoke-consent":
        return outcomeOf(() => consent.revoke(message));
    }
  };

  async function overview(tabId: number | undefined): Promise<Overview> {
    // What is due to be looked after is; the popup hears of it by itself, and does not wait.
    void caretaker.tick();
    const page = tabId === undefined ? undefined : await browser.tabPage(tabId);
    const [client, delayViews, consents, unencrypted] = await Promise.all([
      parts.diagnose(tabId, page),
      parts.views(page?.world ?? DEFAULT_WORLD),
      consent.given(),
      settings.unencrypted(),
    ]);
    return { ...client, delays: delayViews, consents, unencrypted };
  }

  async function updateDelay(id: string, action: "restart" | "send" | "cancel"): Promise<void> {
    const entry = await ledger.get(id);
    if (!entry?.delayId) throw new Error("This delay is not known any more.");
    const { world, client, account, widget, delayId } = entry;
    const session = await sessions.ofAccount(world, client, account);
    if (!session) throw new Error(`No session of ${account.userId} at ${client} has been seen.`);
    if (action === "send") await sendNow.sendNow(entry, session);
    else await delays.update({ session, widget }, delayId, action, "user");
  }
}

async function outcomeOf(task: () => Promise<void>): Promise<Outcome> {
  try {
    await task();
    return { ok: true };
  } catch (error) {
    return { ok: false, error: describe(error) };
  }
}
