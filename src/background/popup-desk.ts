import { isPending } from "../delayed-events/delay.ts";
import { purposeOf } from "../delayed-events/purpose.ts";
import { isWidgetAddress } from "../host-support/whereabouts.ts";
import type {
  ConsentQuestion,
  DelayView,
  Diagnosis,
  Outcome,
  Overview,
  PageMessage,
} from "../messaging/contract.ts";
import type { Consent } from "./consent.ts";
import { type Delays, describe } from "./delays.ts";
import type { Ledger, LedgerEntry } from "./ledger.ts";
import { homeserverOf, type KnownSession, type Sessions } from "./sessions.ts";
import type { Settings } from "./settings.ts";
import { patternOf, type Sites } from "./sites.ts";

/** What the popup's desk needs of the browser. */
export interface PopupBrowser {
  /** The URL and world of a tab, where it may be seen. */
  tabPage(tabId: number): Promise<{ url: string; world: string } | undefined>;
  /** The addresses that the tab's page has loaded things from, and those of its frames. */
  dealingsOf(tabId: number): Promise<{ loaded: string[]; frames: string[] }>;
  /** Those of the patterns that the user has granted. */
  granted(patterns: string[]): Promise<string[]>;
}

/** An open popup asks anew whenever a widget restarts a delay; the homeserver is asked this often at most (ms). */
const CHECK_AGAIN = 10_000;

interface Parts {
  sites: Sites;
  sessions: Sessions;
  ledger: Ledger;
  delays: Delays;
  consent: Consent;
  settings: Settings;
  browser: PopupBrowser;
  now: () => number;
}

/** Answers the popup, which acts for the user. */
export function createPopupDesk({ sites, sessions, ledger, delays, consent, settings, browser, now }: Parts) {
  const names = new Map<string, Promise<string | undefined>>();
  const checks = new Map<string, { at: number; diagnosis: Promise<Diagnosis> }>();

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
    const [client, delayViews, consents, unencrypted] = await Promise.all([
      diagnose(tabId),
      views(),
      consent.given(),
      settings.unencrypted(),
    ]);
    return { ...client, delays: delayViews, consents, unencrypted };
  }

  async function diagnose(
    tabId: number | undefined,
  ): Promise<Pick<Overview, "client" | "diagnosis" | "account">> {
    const page = tabId === undefined ? undefined : await browser.tabPage(tabId);
    const site = page && patternOf(page.url);
    if (tabId === undefined || !page || !site) return { diagnosis: "no-page" };
    const on = await sites.isOn(page.url);
    const { homeservers, widgets } = await missingIn(tabId);
    const client = { site, on, missing: [...new Set([...homeservers, ...widgets])] };
    if (!on) return { client, diagnosis: "site-off" };
    const { diagnosis, account } = await checkSession(page.world, new URL(page.url).origin);
    if (diagnosis === "no-session" && homeservers.length > 0)
      return { client, diagnosis: "homeserver-not-granted" };
    if (diagnosis === "ready" && widgets.length > 0)
      return { client, diagnosis: "widget-not-granted", ...(account && { account }) };
    return { client, diagnosis, ...(account && { account }) };
  }

  /** The homeservers and the widgets that the page deals with and that the extension may not see. */
  async function missingIn(tabId: number): Promise<{ homeservers: string[]; widgets: string[] }> {
    const { loaded, frames } = await browser.dealingsOf(tabId);
    return {
      homeservers: await notGranted(loaded.map(homeserverOf).filter((base) => base !== undefined)),
      widgets: await notGranted(frames.filter(isWidgetAddress)),
    };
  }

  async function notGranted(urls: string[]): Promise<string[]> {
    const patterns = [...new Set(urls.map(patternOf))].filter((pattern) => pattern !== undefined);
    const held = await browser.granted(patterns);
    return patterns.filter((pattern) => !held.includes(pattern));
  }

  async function checkSession(
    world: string,
    origin: string,
  ): Promise<{ diagnosis: Diagnosis; account?: Overview["account"] }> {
    const known = await sessions.known(world, origin).catch(() => undefined);
    if (!known) return { diagnosis: "homeserver-unreachable" };
    const [session] = known;
    if (!session) return { diagnosis: "no-session" };
    const { homeserver, account } = session;
    const last = checks.get(homeserver);
    const check =
      last && now() - last.at < CHECK_AGAIN ? last : { at: now(), diagnosis: checkHomeserver(session) };
    checks.set(homeserver, check);
    return { diagnosis: await check.diagnosis, account: { userId: account.userId, homeserver } };
  }

  async function checkHomeserver(session: KnownSession): Promise<Diagnosis> {
    try {
      const { delayedEvents } = await delays.homeserver(session).supports();
      return delayedEvents ? "ready" : "homeserver-without-delayed-events";
    } catch {
      return "homeserver-unreachable";
    }
  }

  async function views(): Promise<DelayView[]> {
    const entries = (await ledger.all()).filter(({ state }) => state !== "intended");
    const pending = entries.filter((entry) => isPending(entry, now()));
    const ended = entries.filter((entry) => !isPending(entry, now()));
    pending.sort((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0));
    ended.sort((a, b) => endOf(b) - endOf(a));
    return Promise.all([...pending, ...ended.slice(0, 10)].map(view));
  }

  async function view(entry: LedgerEntry): Promise<DelayView> {
    const { world: _, account, roomId, delayId, intendedAt: __, ...rest } = entry;
    const [name, session] = await Promise.all([roomName(entry), sessionOf(entry).catch(() => undefined)]);
    return {
      ...rest,
      purpose: purposeOf(entry),
      room: { id: roomId, ...(name && { name }) },
      userId: account.userId,
      hasSession: session !== undefined,
      ...(delayId && { maskedDelayId: `${delayId.slice(0, 6)}…` }),
    };
  }

  async function sessionOf(entry: LedgerEntry): Promise<KnownSession | undefined> {
    const { world, client, account } = entry;
    const session = await sessions.find(world, client, { userId: account.userId });
    return session?.homeserver === account.homeserver ? session : undefined;
  }

  /** Names are asked for once while the worker lives; the list is not held up by a homeserver that is slow. */
  async function roomName(entry: LedgerEntry): Promise<string | undefined> {
    const { roomId } = entry;
    if (!names.has(roomId)) {
      const session = await sessionOf(entry).catch(() => undefined);
      if (!session) return undefined;
      names.set(roomId, delays.homeserver(session).roomName(roomId));
    }
    return names.get(roomId);
  }

  async function updateDelay(id: string, action: "restart" | "send" | "cancel"): Promise<void> {
    const entry = await ledger.get(id);
    if (!entry?.delayId) throw new Error("This delay is not known any more.");
    const session = await sessionOf(entry);
    if (!session) throw new Error(`No session of ${entry.account.userId} at ${entry.client} has been seen.`);
    const { world, client, widget } = entry;
    await delays.update({ session, world, client, widget }, entry.delayId, action, "user");
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

function endOf({ endedAt, dueAt }: LedgerEntry): number {
  return endedAt ?? dueAt ?? 0;
}
