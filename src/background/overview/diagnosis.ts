import { isWithin } from "../../delayed-events/times.ts";
import { homeserverFromUrl, isWidgetAddress } from "../../host-support/embedding.ts";
import { PRIVATE_PARTITION } from "../../messaging/sender.ts";
import type { Diagnosis } from "../../messaging/views/diagnosis.ts";
import type { Overview } from "../../messaging/views/overview.ts";
import { limitedOf, type RateLimit } from "../delays/rate-limit.ts";
import type { Restarts } from "../delays/restarts.ts";
import type { HomeserverSupport } from "../delays/support.ts";
import { isSomebodyElse } from "../homeserver/request-errors.ts";
import { isWellKnown } from "../homeserver/well-known.ts";
import { LimitedMap } from "../limited-map.ts";
import { homeserverUsed, isOwnServers, needsSession } from "../sessions/seen-request.ts";
import type { Session } from "../sessions/session.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { Sightings } from "../sessions/sightings.ts";
import { patternOf } from "../site-pattern.ts";
import type { Sites } from "../sites.ts";
import {
  type ClientPage,
  createClientInTab,
  originOf,
  type PageFacts,
  type SeenPage,
  type TabPage,
} from "./client-in-tab.ts";
import { MOST } from "./found.ts";

/** What a diagnosis needs of the browser. */
export interface DiagnosisBrowser {
  /** What a tab's page shows. */
  pageFacts(tabId: number): Promise<PageFacts>;
  /** Returns the patterns that the user has granted. */
  granted(patterns: string[]): Promise<string[]>;
}

type Diagnosed = Pick<Overview, "client" | "diagnosis" | "account">;
/** `page` is the client's, and `session` the one that its account is known by. */
type OfTab = Diagnosed & { page?: ClientPage; session?: Session };
/** What is said of a client, and what only others need for what they say. */
type OfClient = Omit<Diagnosed, "client"> & { session?: Session };

/**
 * An open popup asks again whenever a widget restarts a delay. The homeserver is asked at most once in this time
 * (ms).
 */
const CHECK_AGAIN = 10_000;
/** How long a refused restart is worth mentioning (ms). */
const RECENTLY = 300_000;
/** How many homeservers' answers are remembered. */
const HOMESERVERS = 200;

interface Parts {
  sites: Sites;
  sessions: Sessions;
  sightings: Sightings;
  support: HomeserverSupport;
  restarts: Pick<Restarts, "getThrough">;
  limits: RateLimit;
  browser: DiagnosisBrowser;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Works out what is wrong, or right, with the client in a tab. */
export function createDiagnosis({
  sites,
  sessions,
  sightings,
  support,
  restarts,
  limits,
  browser,
  now,
}: Parts) {
  const clientInTab = createClientInTab({ sites, sessions });
  const checks = new LimitedMap<string, { at: number; diagnosis: Promise<Diagnosis> }>(HOMESERVERS);

  /** @returns the diagnosis of the client in a tab; `page` is absent if the extension may not see it */
  async function ofTab(tabId: number | undefined, page: TabPage | undefined): Promise<OfTab> {
    if (tabId === undefined || !page || !patternOf(page.url)) return { diagnosis: "no-page" };
    const found = await clientInTab.find(page, await browser.pageFacts(tabId));
    if (!found) return { diagnosis: "no-page" };
    const { site, on } = found;
    const missing = await missingIn(found);
    const around = patternOf(page.url);
    const within = around !== site && around && !(await sites.isOn(page.url)) ? { within: around } : {};
    const said = await ofClient(page.partition, found, missing);
    const isPermitted = !on && (await browser.granted([site])).length > 0;
    const client = {
      site,
      ...within,
      on,
      ...(isPermitted && { permitted: true as const }),
      ...(on && (await sites.isPreset(site)) && { preset: true as const }),
      missing: [...new Set(Object.values(missing).flat())],
    };
    return { client, page: found, ...said };
  }

  async function ofClient(
    partition: string,
    page: ClientPage,
    { homeservers, widgets, servers }: { homeservers: string[]; widgets: string[]; servers: string[] },
  ): Promise<OfClient> {
    if (await isHeldElsewhere(partition, page)) return { diagnosis: "session-elsewhere" };
    if (!page.on) return { diagnosis: "site-off" };
    if (!page.hasScripts) return { diagnosis: "reload-needed" };
    const { diagnosis, unread, ...account } = await checkSession(partition, originOf(page));
    if (diagnosis === "no-session" && homeservers.length > 0) return { diagnosis: "homeserver-not-granted" };
    if (diagnosis === "no-session") return { diagnosis: await whyNoSession(partition, page) };
    if (diagnosis === "ready" && widgets.length > 0) return { diagnosis: "widget-not-granted", ...account };
    const unreadable = diagnosis === "ready" && unread ? await notGranted([unread]) : [];
    servers.push(...unreadable);
    return { diagnosis: unreadable.length > 0 ? "server-not-granted" : diagnosis, ...account };
  }

  /** Says whether no request of this client's page will ever show a session. */
  async function isHeldElsewhere(partition: string, page: ClientPage): Promise<boolean> {
    const origin = originOf(page);
    const isSeen = page.on && (await sightings.reasonFor(partition, origin)) === "session-elsewhere";
    if (!isSeen && !page.loaded.some((url) => isOwnServers(url) && originOf({ url }) === origin))
      return false;
    const known = await sessions.known(partition, origin).catch(() => undefined);
    return known?.length === 0;
  }

  async function whyNoSession(
    partition: string,
    { loaded, frames, ...page }: ClientPage,
  ): Promise<Diagnosis> {
    const reason = await sightings.reasonFor(partition, originOf(page));
    if (reason === "partition-unknown")
      return partition === PRIVATE_PARTITION ? "not-in-private-windows" : "private-windows-open";
    if (loaded.some(needsSession)) return "session-not-yet";
    return frames.some(isWidgetAddress) ? "session-out-of-sight" : "no-session";
  }

  /**
   * The homeservers and widgets that the page uses and the extension has not been granted, and the sites of the
   * servers' own names that it has read: these may name the servers for calls.
   */
  async function missingIn({ loaded, frames }: Pick<SeenPage, "loaded" | "frames">) {
    const widgets = frames.filter(isWidgetAddress);
    const used = [...loaded.map(homeserverUsed), ...widgets.map((src) => homeserverFromUrl({ src }))];
    return {
      homeservers: await notGranted(used.filter((base) => base !== undefined)),
      widgets: await notGranted(widgets),
      servers: await notGranted(loaded.filter(isWellKnown)),
    };
  }

  /** @returns no more than the popup names */
  async function notGranted(urls: string[]): Promise<string[]> {
    const patterns = [...new Set(urls.map(patternOf))].filter((pattern) => pattern !== undefined);
    const held = await browser.granted(patterns);
    return patterns.filter((pattern) => !held.includes(pattern)).slice(0, MOST);
  }

  async function checkSession(
    partition: string,
    origin: string,
  ): Promise<OfClient & { unread?: string | undefined }> {
    const known = await sessions.known(partition, origin).catch(whyNot);
    if (!Array.isArray(known)) return { diagnosis: known };
    const [session] = known;
    if (!session) return { diagnosis: "no-session" };
    const { userId } = session.account;
    const account = { userId, homeserver: session.baseUrl };
    // None of them is anybody's for sure where two homeservers claim one user, or where one is silent.
    const candidates = await sessions.candidates(partition, origin, {}).catch(whyNot);
    if (!Array.isArray(candidates)) return { diagnosis: candidates, account };
    if (candidates.length === 0) return { diagnosis: "account-not-clear", account };
    const diagnosis = await checkHomeserver(session);
    return { diagnosis, account, session, unread: session.homeserver.unreadSite() };
  }

  /**
   * What the extension itself knows about a homeserver is always current. What the homeserver says it supports may be
   * some seconds old.
   */
  async function checkHomeserver(session: Session): Promise<Diagnosis> {
    const { baseUrl } = session;
    if (await support.sendsAtOnce(baseUrl)) return "homeserver-sends-at-once";
    const last = checks.get(baseUrl);
    const check =
      last && isWithin(CHECK_AGAIN, last.at, now()) ? last : { at: now(), diagnosis: askHomeserver(session) };
    checks.set(baseUrl, check);
    const diagnosis = await check.diagnosis;
    const refused = limits.lastRefused(limitedOf(session));
    const isLimited = refused !== undefined && isWithin(RECENTLY, refused, now());
    return diagnosis === "ready" && isLimited ? "restarts-limited" : diagnosis;
  }

  async function askHomeserver(session: Session): Promise<Diagnosis> {
    try {
      if (!(await support.canSchedule(session))) return "homeserver-without-delayed-events";
      // Guests are asked about otherwise, when they schedule.
      const isHeld = session.account.isGuest || (await restarts.getThrough(session));
      return isHeld ? "ready" : "restarts-lost";
    } catch (error) {
      return whyNot(error);
    }
  }

  /** Forgets what homeservers said, so that the next diagnosis asks them. */
  function forget(): void {
    checks.clear();
  }

  return { ofTab, forget };
}

/** Why a homeserver cannot be asked. */
function whyNot(error: unknown): "homeserver-behind-page" | "homeserver-unreachable" {
  return isSomebodyElse(error) ? "homeserver-behind-page" : "homeserver-unreachable";
}

export type Diagnoses = ReturnType<typeof createDiagnosis>;
