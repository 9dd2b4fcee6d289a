import { createLeftBehind } from "./calls/left-behind.ts";
import { createChoices } from "./choices.ts";
import { createDelays } from "./delays/delays.ts";
import { createLedger } from "./delays/ledger.ts";
import { createListings } from "./delays/listings.ts";
import { createOutcomes } from "./delays/outcomes.ts";
import { createPreflight } from "./delays/preflight.ts";
import { createRateLimit } from "./delays/rate-limit.ts";
import { createReconciler } from "./delays/reconciler.ts";
import { createRestarts } from "./delays/restarts.ts";
import { createScheduling } from "./delays/scheduling.ts";
import { createSendNow } from "./delays/send-now.ts";
import { createSupport } from "./delays/support.ts";
import { createUnclaimed } from "./delays/unclaimed.ts";
import type { Dependencies } from "./dependencies.ts";
import { createConnect } from "./homeserver/homeserver.ts";
import { mirrored } from "./mirror.ts";
import { createOpenPages } from "./open-pages.ts";
import { createBeats } from "./overview/beats.ts";
import { createClientFacts } from "./overview/client-facts.ts";
import { createDelayViews } from "./overview/delay-views.ts";
import { createDiagnosis } from "./overview/diagnosis.ts";
import { createElsewhere } from "./overview/elsewhere.ts";
import { createNotices } from "./overview/notices.ts";
import { createOpenWidgets } from "./overview/open-widgets.ts";
import { createPageMessages } from "./overview/page-messages.ts";
import { createRoomNames } from "./overview/room-names.ts";
import { createServerFacts } from "./overview/server-facts.ts";
import { createShownPages } from "./overview/shown-pages.ts";
import { createToolbar } from "./overview/toolbar.ts";
import { createUnreached } from "./overview/unreached.ts";
import { createPreset } from "./preset.ts";
import { createSessions } from "./sessions/sessions.ts";
import { createSightings } from "./sessions/sightings.ts";
import { createSettings } from "./settings.ts";
import { createSiteNeeds } from "./site-needs.ts";
import { createSites } from "./sites.ts";
import { createAccounts } from "./widgets/accounts.ts";
import { createConsent } from "./widgets/consent.ts";
import { createEncryption } from "./widgets/encryption.ts";
import { createFrameMessages } from "./widgets/frame-messages.ts";
import { createGivenConsents } from "./widgets/given-consents.ts";
import { createLastAnswers } from "./widgets/last-answers.ts";
import { createPromisedConsents } from "./widgets/promised-consents.ts";
import { createRefusedConsents } from "./widgets/refused-consents.ts";
import { standingConsent } from "./widgets/standing-consent.ts";
import { createWidgets } from "./widgets/widgets.ts";

/**
 * Creates the background's parts and hands each the others that it uses, and what it needs of the browser.
 * @returns the parts that handle inputs
 */
export function createParts({ persistent, inMemory: session, browser, changed, now }: Dependencies) {
  const inMemory = mirrored(session);
  const preset = createPreset(browser.managed);
  const needs = createSiteNeeds({ persistent, inMemory });
  const openPages = createOpenPages(inMemory, browser.injectScripts, now);
  const sites = createSites(persistent, browser, {
    preset,
    needs,
    openPages,
    now,
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
    ledger,
    sessions,
    unclaimed,
    outcomes,
    preflight,
    sendNow,
    setAlarm,
    now,
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
    granted,
    tabPage,
    reloadTab,
    isOn: sites.isOn,
    allow: promisedConsents.promise,
    changed,
    now,
  });
  const lastAnswers = createLastAnswers(now, changed);
  const serverFacts = createServerFacts(limits, now);
  const clientFacts = createClientFacts({
    widgets,
    lastAnswers,
    ledger,
    consent,
    refusedConsents,
    serverFacts,
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
    lastAnswers,
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
    beats: createBeats({ widgets, lastAnswers }),
    leftBehind,
    elsewhere,
    limits,
    browser,
    now,
  });

  return {
    preset,
    needs,
    openPages,
    sites,
    sessions,
    sightings,
    ledger,
    reconciler,
    consent,
    widgets,
    unreached,
    toolbar,
    choices,
    lastAnswers,
    serverFacts,
    elsewhere,
    leftBehind,
    promisedConsents,
    frameMessages,
    pageMessages,
    shownPages: createShownPages({ sites, unreached, toolbar }),
  };
}
