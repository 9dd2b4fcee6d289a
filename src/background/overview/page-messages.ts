import type {
  DelayView,
  Overview,
  PageAnswers,
  PageMessage,
  PageQuestion,
  Shortage,
} from "../../messaging/contract.ts";
import { DEFAULT_PARTITION, isSeenFrom } from "../../messaging/sender.ts";
import type { Delays } from "../delays/delays.ts";
import type { Ledger } from "../delays/ledger.ts";
import type { Reconciler } from "../delays/reconciler.ts";
import { outcomeOf, RefusedError } from "../delays/refusals.ts";
import type { SendNow } from "../delays/send-now.ts";
import type { PresetReader } from "../preset.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { Settings } from "../settings.ts";
import type { Sites } from "../sites.ts";
import type { Consent } from "../widgets/consent.ts";
import type { GivenConsents } from "../widgets/given-consents.ts";
import type { RefusedConsents } from "../widgets/refused-consents.ts";
import type { TabPage } from "./client-in-tab.ts";
import type { DelayViews } from "./delay-views.ts";
import type { Diagnoses, DiagnosisBrowser } from "./diagnosis.ts";

/** What the answers to the extension's pages need from the browser. */
export interface PopupBrowser extends DiagnosisBrowser {
  /** The URL and partition of a tab, if the extension may see them. */
  tabPage(tabId: number): Promise<TabPage | undefined>;
}

type Ask = PageMessage["ask"];
/** The handler of each question. */
type Handlers = { [Each in Ask]: (message: PageQuestion<Each>) => Promise<PageAnswers[Each]> };

interface Parts {
  sites: Sites;
  sessions: Sessions;
  ledger: Ledger;
  delays: Delays;
  sendNow: SendNow;
  reconciler: Reconciler;
  consent: Consent;
  givenConsents: GivenConsents;
  refusedConsents: RefusedConsents;
  settings: Settings;
  preset: PresetReader;
  diagnoses: Diagnoses;
  delayViews: DelayViews;
  browser: PopupBrowser;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Answers the extension's own pages, which act for the user. */
export function createPageMessages(parts: Parts) {
  const { sites, sessions, ledger, delays, sendNow, reconciler, diagnoses, delayViews } = parts;
  const { consent, givenConsents, refusedConsents, settings, preset, browser, now } = parts;
  const outcome = (task: () => Promise<void>) => outcomeOf(task, now);

  const handlers: Handlers = {
    "sites-on": async () => [...(await sites.all())],
    overview: ({ tabId }) => overview(tabId),
    "update-delay": ({ id, action }) => outcome(() => updateDelay(id, action)),
    "clear-ended": ({ tabId }) => outcome(() => clearEnded(tabId)),
    "switch-site": ({ site, on }) => outcome(() => (on ? sites.switchOn(site) : sites.switchOff(site))),
    "switch-unencrypted": ({ on }) => outcome(() => settings.setUnencrypted(on)),
    "switch-notifications": ({ on }) => outcome(() => settings.setNotifications(on)),
    "report-language": ({ language }) => outcome(() => settings.setReportLanguage(language)),
    options: async ({ partition }) => ({
      sites: await sites.list(),
      consents: await givenConsents.seenFrom(partition),
      presetConsents: (await preset.get()).consents,
      ...(await settings.all()),
    }),
    "consent-questions": async () => consent.questions(),
    "consent-answer": ({ id, answer }) =>
      outcome(async () => {
        if (!consent.answer(id, answer)) throw new Error("This question is no longer open.");
      }),
    "revoke-consent": (subject) => outcome(() => givenConsents.revoke(subject)),
    "let-ask": (subject) => outcome(() => refusedConsents.letAsk(subject)),
  };

  /** Answers one question. @returns what PageAnswers has for it */
  function answer(message: PageMessage): Promise<PageAnswers[Ask]> {
    // TypeScript does not see that the handler found by a question's name takes that question.
    const handle = handlers[message.ask] as (message: PageMessage) => Promise<PageAnswers[Ask]>;
    return handle(message);
  }

  async function overview(tabId: number | undefined): Promise<Overview> {
    // Checks whatever is due. The popup does not wait for it: it is told of every change.
    void reconciler.tick();
    const page = await pageOf(tabId);
    const partition = page?.partition ?? DEFAULT_PARTITION;
    const [{ origin, ...client }, shown, shortage, consents, unencrypted] = await Promise.all([
      diagnoses.ofTab(tabId, page),
      delayViews.seenFrom(partition),
      shortageSeenFrom(partition),
      givenConsents.seenFrom(partition),
      settings.unencrypted(),
    ]);
    const refused = origin === undefined ? [] : await refusedConsents.ofClient(partition, origin);
    await markSeen(shown);
    if (client.client)
      void sites.uses(client.client.site, client.client.missing, partition).catch(() => undefined);
    return { ...client, delays: shown, ...(shortage && { shortage }), consents, refused, unencrypted };
  }

  async function pageOf(tabId: number | undefined): Promise<TabPage | undefined> {
    return tabId === undefined ? undefined : browser.tabPage(tabId);
  }

  async function clearEnded(tabId: number | undefined): Promise<void> {
    const { partition: window = DEFAULT_PARTITION } = (await pageOf(tabId)) ?? {};
    await ledger.clearEnded((partition) => isSeenFrom(window, partition));
  }

  async function shortageSeenFrom(window: string): Promise<Shortage | undefined> {
    const shortage = await ledger.shortage((partition) => isSeenFrom(window, partition));
    if (!shortage || shortage.of === "storage" || shortage.of === "all") return shortage;
    const { client, widget } = shortage.by;
    return shortage.of === "client"
      ? { of: "client", client }
      : { of: "widget", client, widget: widget.origin };
  }

  /** Once the popup has shown that a delay was dropped, that is no longer news. */
  async function markSeen(views: DelayView[]): Promise<void> {
    for (const { id } of views.filter(({ state }) => state === "dropped")) {
      const entry = await ledger.get(id);
      if (entry && !entry.seen) await ledger.note(id, { seen: true }).catch(() => undefined);
    }
  }

  async function updateDelay(id: string, action: "restart" | "send" | "cancel"): Promise<void> {
    const entry = await ledger.get(id);
    if (!entry?.delayId) throw new RefusedError("This delay is no longer known.", "forgotten");
    const { partition, client, account, widget, delayId } = entry;
    const session = await sessions.ofAccount(partition, client, account);
    if (!session)
      throw new RefusedError(`No session of ${account.userId} at ${client} has been seen.`, "no-session");
    if (action === "send") await sendNow.sendNow(entry, session);
    else await delays.update({ session, widget }, delayId, action, "user");
  }

  return { answer };
}
