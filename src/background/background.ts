import {
  type FrameMessage,
  type PageMessage,
  parseFrameMessage,
  parsePageMessage,
} from "../messaging/contract.ts";
import { type FrameSender, PRIVATE_PARTITION } from "../messaging/sender.ts";
import { createLeftBehind } from "./calls/left-behind.ts";
import { createChoices } from "./choices.ts";
import { createDelays } from "./delays/delays.ts";
import { createLedger } from "./delays/ledger.ts";
import { createListings } from "./delays/listings.ts";
import { createOutcomes } from "./delays/outcomes.ts";
import { createPreflight } from "./delays/preflight.ts";
import { createRateLimit } from "./delays/rate-limit.ts";
import { createReconciler, type SetAlarm } from "./delays/reconciler.ts";
import { createRestarts } from "./delays/restarts.ts";
import { createScheduling } from "./delays/scheduling.ts";
import { createSendNow } from "./delays/send-now.ts";
import { createSupport } from "./delays/support.ts";
import { createUnclaimed } from "./delays/unclaimed.ts";
import { createConnect } from "./homeserver/homeserver.ts";
import { mirrored } from "./mirror.ts";
import { createBeats } from "./overview/beats.ts";
import { createClientFacts } from "./overview/client-facts.ts";
import { createDelayViews } from "./overview/delay-views.ts";
import { createDiagnosis } from "./overview/diagnosis.ts";
import { createElsewhere } from "./overview/elsewhere.ts";
import { createNotices, type LastWillNotice } from "./overview/notices.ts";
import { createOpenWidgets } from "./overview/open-widgets.ts";
import { createPageMessages, type PopupBrowser } from "./overview/page-messages.ts";
import { createRoomNames } from "./overview/room-names.ts";
import { createServerFacts } from "./overview/server-facts.ts";
import { createShownPages } from "./overview/shown-pages.ts";
import { type ButtonBrowser, createToolbar } from "./overview/toolbar.ts";
import { createUnreached } from "./overview/unreached.ts";
import { createPreset } from "./preset.ts";
import type { SeenRequest } from "./sessions/seen-request.ts";
import { createSessions } from "./sessions/sessions.ts";
import { createSightings } from "./sessions/sightings.ts";
import { createSettings } from "./settings.ts";
import { createSiteNeeds } from "./site-needs.ts";
import { createSites, type SitesBrowser } from "./sites.ts";
import type { Store, WatchedStore } from "./store.ts";
import { createAccounts } from "./widgets/accounts.ts";
import { type ConsentWindow, createConsent } from "./widgets/consent.ts";
import { createDeeds } from "./widgets/deeds.ts";
import { createEncryption } from "./widgets/encryption.ts";
import { createFrameMessages } from "./widgets/frame-messages.ts";
import { createGivenConsents } from "./widgets/given-consents.ts";
import { createPromisedConsents } from "./widgets/promised-consents.ts";
import { createRefusedConsents } from "./widgets/refused-consents.ts";
import { standingConsent } from "./widgets/standing-consent.ts";
import { createWidgets } from "./widgets/widgets.ts";

/** Everything the background needs from outside. Tests put something simpler in the browser's place. */
export interface Dependencies {
  /** Storage that outlives the browser. */
  persistent: Store;
  /** Storage in memory, for tokens. */
  inMemory: WatchedStore;
  browser: SitesBrowser &
    PopupBrowser &
    ButtonBrowser & {
      consentWindow: ConsentWindow;
      setAlarm: SetAlarm;
      /** What an administrator has preset; rejects if that is nothing. */
      managed(): Promise<unknown>;
      notify(notice: LastWillNotice): void;
      /** Reloads a tab's page. Resolves when it has loaded. */
      reloadTab(tabId: number): Promise<void>;
    };
  /** Called when something has changed that a page may show; with the ledger's ids if it is only these delays. */
  changed: (delays?: string[]) => void;
  /** Epoch milliseconds. */
  now: () => number;
}

/**
 * Puts the background's parts together. It returns a handler for each thing that can happen to it: messages, observed
 * requests, a start.
 */
export function createBackground({ persistent, inMemory: session, browser, changed, now }: Dependencies) {
  const inMemory = mirrored(session);
  const preset = createPreset(browser.managed);
  const needs = createSiteNeeds({ persistent, inMemory });
  const sites = createSites(persistent, browser, {
    ...{ preset, needs, now },
    changed: () => {
      void toolbar.refresh().catch(() => undefined);
      changed();
    },
  });
  const settings = createSettings(persistent, preset, changed);
  const sessions = createSessions(inMemory, createConnect(), {
    learned: () => {
      void reconciler.tick();
      changed();
    },
  });
  const sightings = createSightings(inMemory);
  const ledger = createLedger(
    { persistent, inMemory },
    {
      now,
      changed: (delays) => {
        void reconciler.rearm();
        void toolbar.refresh().catch(() => undefined);
        changed(delays);
      },
    },
  );
  const limits = createRateLimit(now);
  const restarts = createRestarts(inMemory, limits, now);
  const support = createSupport(inMemory, now, restarts);
  const unclaimed = createUnclaimed({ ledger, limits, now });
  const preflight = createPreflight(ledger, now);
  const scheduling = createScheduling({
    ledger,
    support,
    unclaimed,
    limits,
    preflight,
    now,
  });
  const delays = createDelays({ ledger, scheduling, restarts, unclaimed, limits, now });
  const outcomes = createOutcomes({ limits, now });
  const sendNow = createSendNow({ ledger, delays, outcomes, now });
  const { setAlarm } = browser;
  const reconciler = createReconciler({
    ...{ ledger, sessions, unclaimed, outcomes, preflight, sendNow },
    ...{ setAlarm, now },
    wasSent: createNotices({ settings, notify: browser.notify }),
  });
  const givenConsents = createGivenConsents({ persistent, inMemory }, { now, changed, preset });
  const refusedConsents = createRefusedConsents(inMemory, { now, changed });
  const promisedConsents = createPromisedConsents(inMemory, now);
  const consent = createConsent({
    given: givenConsents,
    refused: refusedConsents,
    promised: promisedConsents,
    window: browser.consentWindow,
    standing: (client) => standingConsent(persistent, browser.grantedByManifest, client),
    changed,
  });
  const widgets = createWidgets(inMemory, now);
  const unreached = createUnreached(inMemory);
  const toolbar = createToolbar({ ledger, sites, widgets, unreached, browser, inMemory, now });
  const diagnoses = createDiagnosis({ sites, sessions, sightings, support, restarts, limits, browser, now });
  const { granted, tabPage, reloadTab } = browser;
  const choices = createChoices({
    store: inMemory,
    ...{ granted, tabPage, reloadTab, isOn: sites.isOn, allow: promisedConsents.promise, changed, now },
  });
  const deeds = createDeeds(now, changed);
  const serverFacts = createServerFacts(limits, now);
  const clientFacts = createClientFacts({
    ...{ widgets, deeds, ledger, consent, refusedConsents, serverFacts },
  });
  const roomName = createRoomNames();
  const openOf = createOpenWidgets(widgets, now);
  const delayViews = createDelayViews({ ledger, sessions, roomName, openOf, now });
  const listings = createListings({ limits, now });
  const leftBehind = createLeftBehind({ sessions, ledger, widgets, listings, limits, browser, now });
  const elsewhere = createElsewhere({ ledger, unclaimed, listings, limits, roomName, now });
  const accounts = createAccounts(sessions, ledger);
  const frameMessages = createFrameMessages({
    sites,
    accounts,
    widgets,
    consent,
    scheduling,
    delays,
    encryption: createEncryption(settings),
    deeds,
    now,
  });
  const pageMessages = createPageMessages({
    sites,
    sessions,
    ledger,
    delays,
    sendNow,
    reconciler,
    consent,
    givenConsents,
    refusedConsents,
    promisedConsents,
    choices,
    settings,
    preset,
    diagnoses,
    clientFacts,
    serverFacts,
    delayViews,
    beats: createBeats({ widgets, deeds }),
    leftBehind,
    elsewhere,
    limits,
    browser,
    now,
  });

  const shownPages = createShownPages({ sites, unreached, toolbar });

  return {
    /** Answers a content script. Returns nothing for a message that is not in the contract. */
    fromFrame(message: unknown, sender: FrameSender): ReturnType<typeof frameMessages.answer> | undefined {
      const parsed: FrameMessage | undefined = parseFrameMessage(message);
      const answer = parsed && frameMessages.answer(parsed, sender);
      if (answer) void answer.then((said) => shownPages.heard(parsed, sender, said)).catch(() => undefined);
      return answer;
    },

    /** Answers one of the extension's own pages. Returns nothing for a message that is not in the contract. */
    fromPage(message: unknown): ReturnType<typeof pageMessages.answer> | undefined {
      const parsed: PageMessage | undefined = parsePageMessage(message);
      return parsed && pageMessages.answer(parsed);
    },

    /** Learns a session from a client's request, or why there is none in it, if the client's site is switched on. */
    async seen(request: SeenRequest): Promise<void> {
      if (!(await sites.isOn(request.origin))) return;
      void shownPages.uses(request, request.url).catch(() => undefined);
      if (await sightings.note(request)) changed();
      const { partition, origin } = request;
      if (partition === undefined) return;
      if (await sessions.learn({ ...request, partition })) await sightings.forget(partition, origin);
    },

    /** The user has closed the consent window. */
    consentClosed: consent.closed,

    /** A tab was closed. */
    tabClosed(tabId: number): void {
      consent.tabClosed(tabId);
      void widgets.forgetTab(tabId);
      void unreached.forgetTab(tabId);
    },

    /**
     * Makes the browser's script registrations match the sites that are switched on, and does what was chosen together with
     * one of them.
     */
    async applySites(): Promise<void> {
      await sites.apply();
      await promisedConsents.forgetWhereOff(sites.isOn);
      await choices.settle();
    },

    /** An administrator has changed what is preset. */
    presetChanged(): void {
      preset.forget();
      void sites.apply();
    },

    /** The extension was updated under open pages. */
    updated: sites.updated,

    /** Checks the delays that are due: at a start, and when the alarm fires. */
    async tick(): Promise<void> {
      await reconciler.tick();
      // A delay whose account has no session here is not checked, but it stops being pending all the same.
      await toolbar.refresh();
    },

    /** The last private window was closed: nothing that was done in private windows is kept. */
    async privateClosed(): Promise<void> {
      const owners = [sessions, sightings, ledger, widgets, consent, choices, elsewhere, needs];
      await Promise.all(owners.map((owner) => owner.forgetPartition(PRIVATE_PARTITION)));
      // These are in memory alone, and do not say whose they are.
      for (const memory of [deeds, serverFacts, leftBehind]) memory.forget();
    },
  };
}

export type Background = ReturnType<typeof createBackground>;
