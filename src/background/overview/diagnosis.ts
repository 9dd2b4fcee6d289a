import { isWithin } from "../../delayed-events/times.ts";
import { isWidgetAddress } from "../../host-support/embedding.ts";
import type { Diagnosis, Overview } from "../../messaging/contract.ts";
import { limitedOf, type RateLimit } from "../delays/rate-limit.ts";
import type { Restarts } from "../delays/restarts.ts";
import type { HomeserverSupport } from "../delays/support.ts";
import { isSomebodyElse } from "../homeserver/request.ts";
import { isWellKnown } from "../homeserver/well-known.ts";
import { LimitedMap } from "../limited-map.ts";
import { homeserverOf } from "../sessions/seen-request.ts";
import type { Session } from "../sessions/session.ts";
import type { Sessions } from "../sessions/sessions.ts";
import { patternOf, type Sites } from "../sites.ts";

/** What a diagnosis needs of the browser. */
export interface DiagnosisBrowser {
  /**
   * The URLs that the tab's page has loaded resources from, those of its frames, and whether the content scripts are
   * in it.
   */
  pageFacts(tabId: number): Promise<PageFacts>;
  /** Returns the patterns that the user has granted. */
  granted(patterns: string[]): Promise<string[]>;
}

/** What the extension can see of a tab's page. */
export interface PageFacts {
  loaded: string[];
  frames: string[];
  /**
   * Whether the content scripts ran in every frame before the page's own code. If not, they may have missed messages.
   */
  hasScripts: boolean;
}

/** A page in a tab. */
export interface TabPage {
  url: string;
  partition: string;
}

type Diagnosed = Pick<Overview, "client" | "diagnosis" | "account">;

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
  support: HomeserverSupport;
  restarts: Pick<Restarts, "getThrough">;
  limits: RateLimit;
  browser: DiagnosisBrowser;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Works out what is wrong, or right, with the client in a tab. */
export function createDiagnosis({ sites, sessions, support, restarts, limits, browser, now }: Parts) {
  const checks = new LimitedMap<string, { at: number; diagnosis: Promise<Diagnosis> }>(HOMESERVERS);

  /** @returns the diagnosis of the client in a tab; `page` is absent if the extension may not see it */
  async function ofTab(tabId: number | undefined, page: TabPage | undefined): Promise<Diagnosed> {
    const site = page && patternOf(page.url);
    if (tabId === undefined || !page || !site) return { diagnosis: "no-page" };
    const on = await sites.isOn(page.url);
    const { hasScripts, ...facts } = await browser.pageFacts(tabId);
    const { homeservers, widgets, servers } = await missingIn(facts);
    const client = { site, on, missing: [...new Set([...homeservers, ...widgets, ...servers])] };
    if (!on) return { client, diagnosis: "site-off" };
    if (!hasScripts) return { client, diagnosis: "reload-needed" };
    const { diagnosis, account, unread } = await checkSession(page.partition, new URL(page.url).origin);
    if (diagnosis === "no-session" && homeservers.length > 0)
      return { client, diagnosis: "homeserver-not-granted" };
    if (diagnosis === "ready" && widgets.length > 0)
      return { client, diagnosis: "widget-not-granted", ...(account && { account }) };
    const unreadable = unread && diagnosis === "ready" ? await notGranted([unread]) : [];
    if (unreadable.length > 0) {
      client.missing.push(...unreadable.filter((pattern) => !client.missing.includes(pattern)));
      return { client, diagnosis: "server-not-granted", ...(account && { account }) };
    }
    return { client, diagnosis, ...(account && { account }) };
  }

  /**
   * The homeservers and widgets that the page uses and the extension has not been granted, and the sites of the
   * servers' own names that it has read: these may name the servers for calls.
   */
  async function missingIn({ loaded, frames }: Omit<PageFacts, "hasScripts">) {
    return {
      homeservers: await notGranted(loaded.map(homeserverOf).filter((base) => base !== undefined)),
      widgets: await notGranted(frames.filter(isWidgetAddress)),
      servers: await notGranted(loaded.filter(isWellKnown)),
    };
  }

  async function notGranted(urls: string[]): Promise<string[]> {
    const patterns = [...new Set(urls.map(patternOf))].filter((pattern) => pattern !== undefined);
    const held = await browser.granted(patterns);
    return patterns.filter((pattern) => !held.includes(pattern));
  }

  async function checkSession(
    partition: string,
    origin: string,
  ): Promise<Omit<Diagnosed, "client"> & { unread?: string | undefined }> {
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
    return { diagnosis: await checkHomeserver(session), account, unread: session.homeserver.unreadSite() };
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

  return { ofTab };
}

/** Why a homeserver cannot be asked. */
function whyNot(error: unknown): "homeserver-behind-page" | "homeserver-unreachable" {
  return isSomebodyElse(error) ? "homeserver-behind-page" : "homeserver-unreachable";
}

export type Diagnoses = ReturnType<typeof createDiagnosis>;
