import type {
  ConsentQuestion,
  DelayView,
  Outcome,
  Overview,
  PageMessage,
  Shortage,
} from "../../messaging/contract.ts";
import { DEFAULT_WORLD, isSeenFrom } from "../../messaging/sender.ts";
import type { Caretaker } from "../delays/caretaker.ts";
import type { Delays } from "../delays/delays.ts";
import type { Ledger } from "../delays/ledger.ts";
import { outcomeOf, RefusedError } from "../delays/refusals.ts";
import type { SendNow } from "../delays/send-now.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { Settings } from "../settings.ts";
import type { Sites } from "../sites.ts";
import type { Consent } from "../widgets/consent.ts";
import type { GivenConsents } from "../widgets/given-consents.ts";
import type { RefusedConsents } from "../widgets/refused-consents.ts";
import type { createDelayViews } from "./delay-views.ts";
import type { createDiagnosis, DiagnosisBrowser, TabPage } from "./diagnosis.ts";

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
  givenConsents: GivenConsents;
  refusedConsents: RefusedConsents;
  settings: Settings;
  diagnose: ReturnType<typeof createDiagnosis>;
  views: ReturnType<typeof createDelayViews>;
  browser: PopupBrowser;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Answers the popup, which acts for the user. */
export function createPopupDesk(parts: Parts) {
  const { sites, sessions, ledger, delays, sendNow, caretaker, consent, givenConsents } = parts;
  const { refusedConsents } = parts;
  const { settings, browser, now } = parts;
  const outcome = (task: () => Promise<void>) => outcomeOf(task, now);

  return function answer(message: PageMessage): Promise<Overview | Outcome | ConsentQuestion[]> {
    switch (message.ask) {
      case "overview":
        return overview(message.tabId);
      case "update-delay":
        return outcome(() => updateDelay(message.id, message.action));
      case "clear-ended":
        return outcome(() => clearEnded(message.tabId));
      case "switch-site":
        return outcome(() => (message.on ? sites.switchOn(message.site) : sites.switchOff(message.site)));
      case "switch-unencrypted":
        return outcome(() => settings.setUnencrypted(message.on));
      case "consent-questions":
        return Promise.resolve(consent.questions());
      case "consent-answer":
        return outcome(async () => {
          if (!consent.answer(message.id, message.answer)) throw new Error("This is not asked any more.");
        });
      case "revoke-consent":
        return outcome(() => givenConsents.revoke(message));
      case "let-ask":
        return outcome(() => refusedConsents.letAsk(message));
    }
  };

  async function overview(tabId: number | undefined): Promise<Overview> {
    // What is due to be looked after is; the popup hears of it by itself, and does not wait.
    void caretaker.tick();
    const page = await pageOf(tabId);
    const world = page?.world ?? DEFAULT_WORLD;
    const [client, delayViews, shortage, consents, refused, unencrypted] = await Promise.all([
      parts.diagnose(tabId, page),
      parts.views(world),
      shortageSeenFrom(world),
      givenConsents.seenFrom(world),
      page && URL.canParse(page.url) ? refusedConsents.ofClient(world, new URL(page.url).origin) : [],
      settings.unencrypted(),
    ]);
    await see(delayViews);
    return { ...client, delays: delayViews, ...(shortage && { shortage }), consents, refused, unencrypted };
  }

  async function pageOf(tabId: number | undefined): Promise<TabPage | undefined> {
    return tabId === undefined ? undefined : browser.tabPage(tabId);
  }

  async function clearEnded(tabId: number | undefined): Promise<void> {
    const { world: window = DEFAULT_WORLD } = (await pageOf(tabId)) ?? {};
    await ledger.clearEnded((world) => isSeenFrom(window, world));
  }

  async function shortageSeenFrom(window: string): Promise<Shortage | undefined> {
    const shortage = await ledger.shortage((world) => isSeenFrom(window, world));
    if (!shortage || shortage.of === "storage" || shortage.of === "all") return shortage;
    const { client, widget } = shortage.by;
    return shortage.of === "client"
      ? { of: "client", client }
      : { of: "widget", client, widget: widget.origin };
  }

  /** What the popup shows as having come to nothing is no news any more. */
  async function see(views: DelayView[]): Promise<void> {
    for (const { id } of views.filter(({ state }) => state === "came-to-nothing")) {
      const entry = await ledger.get(id);
      if (entry && !entry.seen) await ledger.note(id, { seen: true }).catch(() => undefined);
    }
  }

  async function updateDelay(id: string, action: "restart" | "send" | "cancel"): Promise<void> {
    const entry = await ledger.get(id);
    if (!entry?.delayId) throw new RefusedError("This delay is not known any more.", "forgotten");
    const { world, client, account, widget, delayId } = entry;
    const session = await sessions.ofAccount(world, client, account);
    if (!session)
      throw new RefusedError(`No session of ${account.userId} at ${client} has been seen.`, "no-session");
    if (action === "send") await sendNow.sendNow(entry, session);
    else await delays.update({ session, widget }, delayId, action, "user");
  }
}
