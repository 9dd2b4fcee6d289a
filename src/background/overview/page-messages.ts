import type { PageAnswers, PageMessage } from "../../messaging/page-contract.ts";
import { DEFAULT_PARTITION, isSeenFrom } from "../../messaging/sender.ts";
import type { DelaysNow, DelayView, Shortage } from "../../messaging/views/delays.ts";
import type { Overview } from "../../messaging/views/overview.ts";
import type { LeftBehind } from "../calls/left-behind.ts";
import type { Delays } from "../delays/delays.ts";
import type { Ledger } from "../delays/ledger.ts";
import type { RateLimit } from "../delays/rate-limit.ts";
import type { Reconciler } from "../delays/reconciler.ts";
import { outcomeOf, RefusedError } from "../delays/refusals.ts";
import type { SendNow } from "../delays/send-now.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { Sites } from "../sites.ts";
import type { PromisedConsents } from "../widgets/promised-consents.ts";
import type { Beats } from "./beats.ts";
import type { ClientFacts } from "./client-facts.ts";
import { originOf, type TabPage } from "./client-in-tab.ts";
import { createDelayMessages } from "./delay-messages.ts";
import type { DelayViews } from "./delay-views.ts";
import type { Diagnoses, DiagnosisBrowser } from "./diagnosis.ts";
import type { Elsewhere } from "./elsewhere.ts";
import type { Handlers } from "./page-handlers.ts";
import type { ServerFactsOf } from "./server-facts.ts";
import { createSettingsMessages, type SettingsParts } from "./settings-messages.ts";
import { createSiteMessages, type SiteParts } from "./site-messages.ts";

/** What the answers to the extension's pages need of the browser. */
export interface PopupBrowser extends DiagnosisBrowser {
  /** The URL and partition of a tab, if the extension may see them. */
  tabPage(tabId: number): Promise<TabPage | undefined>;
}

type Ask = PageMessage["ask"];
interface Parts extends SettingsParts, SiteParts {
  sites: Sites;
  promisedConsents: PromisedConsents;
  sessions: Sessions;
  ledger: Ledger;
  delays: Delays;
  sendNow: SendNow;
  reconciler: Reconciler;
  diagnoses: Diagnoses;
  clientFacts: ClientFacts;
  serverFacts: Pick<ServerFactsOf, "forget">;
  delayViews: DelayViews;
  beats: Beats;
  leftBehind: LeftBehind;
  elsewhere: Elsewhere;
  limits: RateLimit;
  browser: PopupBrowser;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Answers the extension's own pages, which act for the user. */
export function createPageMessages(parts: Parts) {
  const { sites, sessions, ledger, delays, sendNow, reconciler, diagnoses, delayViews, elsewhere } = parts;
  const { leftBehind, browser, clientFacts, serverFacts, now } = parts;
  const outcome = (task: () => Promise<void>) => outcomeOf(task, now);
  const delayMessages = createDelayMessages({ ...parts, update: updateDelay });

  const handlers: Handlers = {
    ...createSiteMessages(parts),
    ...createSettingsMessages(parts),
    overview: ({ tabId }) => overview(tabId),
    delays: ({ tabId, ids }) => delaysNow(tabId, ids),
    "delay-details": async ({ tabId, id }) => delayMessages.details(await windowOf(tabId), id),
    "delays-elsewhere": async ({ tabId }) =>
      delayMessages.listed(await windowOf(tabId), (await clientOf(tabId))?.origin),
    "cancel-delays": ({ ids }) => outcome(() => delayMessages.cancelAll(ids)),
    "update-delay": ({ id, action }) => outcome(() => updateDelay(id, action)),
    memberships: async ({ tabId }) => leftBehind.find(await clientOf(tabId)),
    "leave-call": async ({ tabId, ask: _, ...call }) => leftBehind.leave(await clientOf(tabId), call),
    "clear-ended": ({ tabId }) => outcome(() => clearEnded(tabId)),
    "check-again": () => outcome(checkAgain),
  };

  /** Answers one question. @returns what PageAnswers has for it */
  function answer(message: PageMessage): Promise<PageAnswers[Ask]> {
    // TypeScript does not see that the handler found by a question's name takes that question.
    const handle = handlers[message.ask] as (message: PageMessage) => Promise<PageAnswers[Ask]>;
    return handle(message);
  }

  async function overview(tabId: number | undefined): Promise<Overview> {
    // Checks the due delays. The popup does not wait for this: it gets news of every change.
    void reconciler.tick();
    const page = await pageOf(tabId);
    const partition = page?.partition ?? DEFAULT_PARTITION;
    const [{ page: clientPage, session, ...client }, shown, shortage] = await Promise.all([
      diagnoses.ofTab(tabId, page),
      delayViews.seenFrom(partition),
      shortageSeenFrom(partition),
    ]);
    const missing = client.client?.missing ?? [];
    const facts =
      clientPage === undefined || tabId === undefined
        ? { refused: [] }
        : await clientFacts.of({ tabId, partition, page: clientPage, missing, ...(session && { session }) });
    await markSeen(shown);
    if (client.client)
      void sites.uses(client.client.site, client.client.missing, partition).catch(() => undefined);
    return { ...client, ...facts, delays: shown, ...(shortage && { shortage }) };
  }

  async function checkAgain(): Promise<void> {
    diagnoses.forget();
    serverFacts.forget();
  }

  async function delaysNow(tabId: number | undefined, ids: string[]): Promise<DelaysNow> {
    const partition = await windowOf(tabId);
    const [views, shortage, beats] = await Promise.all([
      delayMessages.some(partition, ids),
      shortageSeenFrom(partition),
      tabId === undefined ? undefined : parts.beats(tabId, partition),
    ]);
    await markSeen(views);
    return { delays: views, ...(shortage && { shortage }), ...(beats && { beats }) };
  }

  /** The partition that a tab's window shows. */
  async function windowOf(tabId: number | undefined): Promise<string> {
    return (await pageOf(tabId))?.partition ?? DEFAULT_PARTITION;
  }

  async function pageOf(tabId: number | undefined): Promise<TabPage | undefined> {
    return tabId === undefined ? undefined : browser.tabPage(tabId);
  }

  /** @returns the client in the tab, if it has a session and its homeserver answers */
  async function clientOf(tabId: number | undefined) {
    const page = await pageOf(tabId);
    const { page: client, account } = await diagnoses.ofTab(tabId, page);
    if (tabId === undefined || !page || !account || !client) return undefined;
    return { tabId, partition: page.partition, origin: originOf(client) };
  }

  async function clearEnded(tabId: number | undefined): Promise<void> {
    const window = await windowOf(tabId);
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
    const entry = (await ledger.get(id)) ?? (await elsewhere.adopt(id));
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
