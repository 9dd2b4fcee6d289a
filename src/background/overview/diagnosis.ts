import { isWidgetAddress } from "../../host-support/widget-address.ts";
import { PRIVATE_PARTITION } from "../../messaging/sender.ts";
import type { Diagnosis } from "../../messaging/views/diagnosis.ts";
import type { Overview } from "../../messaging/views/overview.ts";
import { isOwnServers, needsSession } from "../sessions/seen-request.ts";
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
  type TabPage,
} from "./client-in-tab.ts";
import { createHomeserverCheck, type HomeserverParts, whyNot } from "./homeserver-check.ts";
import { type Missing, missingIn, notGranted } from "./missing.ts";

/** What a diagnosis needs of the browser. */
export interface DiagnosisBrowser {
  /** What a tab's page shows. */
  pageFacts(tabId: number): Promise<PageFacts>;
  /** Returns the patterns that the user has granted. */
  granted(patterns: string[]): Promise<string[]>;
}

type Diagnosed = Pick<Overview, "client" | "diagnosis" | "account" | "isPartial">;
/** `page` is the client's page, and `session` the one that names its account. */
type OfTab = Diagnosed & { page?: ClientPage; session?: Session };
/** The diagnosis of a client, and the session behind it, for other parts of the overview. */
type OfClient = Omit<Diagnosed, "client"> & { session?: Session };

interface Parts extends HomeserverParts {
  sites: Sites;
  sessions: Sessions;
  sightings: Sightings;
  browser: DiagnosisBrowser;
}

/** Works out what is wrong with the client in a tab, or that nothing is. */
export function createDiagnosis({ sites, sessions, sightings, browser, ...homeserverParts }: Parts) {
  const clientInTab = createClientInTab({ sites, sessions });
  const { checkHomeserver, forget } = createHomeserverCheck(homeserverParts);

  /** @returns the diagnosis of the client in a tab; `page` is absent if the extension may not see it */
  async function ofTab(tabId: number | undefined, page: TabPage | undefined): Promise<OfTab> {
    if (tabId === undefined || !page || !patternOf(page.url)) return { diagnosis: "no-page" };
    const facts = await browser.pageFacts(tabId);
    const found = await clientInTab.find(page, facts);
    if (!found) return { diagnosis: "no-page" };
    const { site, on } = found;
    const missing = await missingIn(found, browser.granted);
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
    return { client, page: found, ...(facts.isPartial && { isPartial: true }), ...said };
  }

  async function ofClient(
    partition: string,
    page: ClientPage,
    { homeservers, widgets, servers }: Missing,
  ): Promise<OfClient> {
    if (await isHeldElsewhere(partition, page)) return { diagnosis: "session-elsewhere" };
    if (!page.on) return { diagnosis: "site-off" };
    if (!page.hasScripts) return { diagnosis: "reload-needed" };
    const { diagnosis, unread, ...account } = await checkSession(partition, originOf(page));
    if (diagnosis === "no-session" && homeservers.length > 0) return { diagnosis: "homeserver-not-granted" };
    if (diagnosis === "no-session") return { diagnosis: await whyNoSession(partition, page) };
    if (diagnosis === "ready" && widgets.length > 0) return { diagnosis: "widget-not-granted", ...account };
    const unreadable = diagnosis === "ready" && unread ? await notGranted([unread], browser.granted) : [];
    servers.push(...unreadable);
    return { diagnosis: unreadable.length > 0 ? "server-not-granted" : diagnosis, ...account };
  }

  /** Says whether this client's server holds the session, so no request from the page will ever show one. */
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
    // If two homeservers claim one user, or one does not answer, no session is certain.
    const candidates = await sessions.candidates(partition, origin, {}).catch(whyNot);
    if (!Array.isArray(candidates)) return { diagnosis: candidates, account };
    if (candidates.length === 0) return { diagnosis: "account-not-clear", account };
    const diagnosis = await checkHomeserver(session);
    return { diagnosis, account, session, unread: session.homeserver.unreadSite() };
  }

  return { ofTab, forget };
}

export type Diagnoses = ReturnType<typeof createDiagnosis>;
