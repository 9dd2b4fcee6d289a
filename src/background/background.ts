import {
  type FrameMessage,
  type PageMessage,
  parseFrameMessage,
  parsePageMessage,
} from "../messaging/contract.ts";
import { type FrameSender, PRIVATE_WORLD } from "../messaging/sender.ts";
import { createCaretaker, type SetAlarm } from "./delays/caretaker.ts";
import { createDelays } from "./delays/delays.ts";
import { createDoubts } from "./delays/doubts.ts";
import { createLedger } from "./delays/ledger.ts";
import { createLeftovers } from "./delays/leftovers.ts";
import { createLimits } from "./delays/limits.ts";
import { createOutcomes } from "./delays/outcomes.ts";
import { createScheduling } from "./delays/scheduling.ts";
import { createSendNow } from "./delays/send-now.ts";
import { createSupport } from "./delays/support.ts";
import { createConnect } from "./homeserver/homeserver.ts";
import { type Badge, createBadge } from "./overview/badge.ts";
import { createDelayViews } from "./overview/delay-views.ts";
import { createDiagnosis } from "./overview/diagnosis.ts";
import { createPopupDesk, type PopupBrowser } from "./overview/popup-desk.ts";
import type { SeenRequest } from "./sessions/seen-request.ts";
import { createSessions } from "./sessions/sessions.ts";
import { createSettings } from "./settings.ts";
import { createSites, patternOf, type SitesBrowser } from "./sites.ts";
import type { Store } from "./store.ts";
import { createAccounts } from "./widgets/accounts.ts";
import { type ConsentWindow, createConsent } from "./widgets/consent.ts";
import { createFrameDesk } from "./widgets/frame-desk.ts";
import { createGivenConsents } from "./widgets/given-consents.ts";
import { createRefusedConsents } from "./widgets/refused-consents.ts";
import { createWidgets } from "./widgets/widgets.ts";

/** All that the background needs from outside; in tests the browser's part is played by something simpler. */
export interface Surroundings {
  /** Storage that outlives the browser. */
  lasting: Store;
  /** Storage in memory, for tokens. */
  fleeting: Store;
  browser: SitesBrowser &
    PopupBrowser & { consentWindow: ConsentWindow; setAlarm: SetAlarm; drawBadge: (badge: Badge) => void };
  /** Called when something changed that a page may show. */
  changed: () => void;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Puts the background's parts together. What it gives is what happens to it: messages, seen requests, a start. */
export function createBackground({ lasting, fleeting, browser, changed, now }: Surroundings) {
  const sites = createSites(lasting, browser, { now, changed });
  const settings = createSettings(lasting, changed);
  const sessions = createSessions(fleeting, createConnect(), {
    learned: () => void caretaker.tick(),
  });
  const ledger = createLedger(
    { lasting, fleeting },
    {
      now,
      changed: () => {
        void caretaker.rearm();
        void redrawBadge();
        changed();
      },
    },
  );
  const redrawBadge = createBadge({ ledger, draw: browser.drawBadge, now });
  const limits = createLimits(now);
  const support = createSupport(fleeting, now);
  const leftovers = createLeftovers({ ledger, limits, now });
  const doubts = createDoubts(ledger, now);
  const scheduling = createScheduling({
    ledger,
    support,
    leftovers,
    limits,
    doubts,
    now,
  });
  const delays = createDelays({ ledger, scheduling, leftovers, limits, now });
  const outcomes = createOutcomes({ limits, now });
  const sendNow = createSendNow({ ledger, delays, outcomes, now });
  const { setAlarm } = browser;
  const caretaker = createCaretaker({ ledger, sessions, leftovers, outcomes, sendNow, setAlarm, now });
  const givenConsents = createGivenConsents({ lasting, fleeting }, { now, changed });
  const refusedConsents = createRefusedConsents(fleeting, { now, changed });
  const consent = createConsent({
    given: givenConsents,
    refused: refusedConsents,
    window: browser.consentWindow,
    standing: (client) => standingConsent(lasting, browser.grantedByManifest, client),
    changed,
  });
  const widgets = createWidgets(fleeting, now);
  const diagnoses = createDiagnosis({ sites, sessions, support, limits, browser, now });
  const delayViews = createDelayViews({ ledger, sessions, now });
  const accounts = createAccounts(sessions, ledger);
  const frameDesk = createFrameDesk({ sites, accounts, widgets, consent, scheduling, delays, settings, now });
  const popupDesk = createPopupDesk({
    sites,
    sessions,
    ledger,
    delays,
    sendNow,
    caretaker,
    consent,
    givenConsents,
    refusedConsents,
    settings,
    diagnoses,
    delayViews,
    browser,
    now,
  });

  return {
    /** Answers a content script; nothing for a message that is none of the contract's. */
    fromFrame(message: unknown, sender: FrameSender): ReturnType<typeof frameDesk.answer> | undefined {
      const asked: FrameMessage | undefined = parseFrameMessage(message);
      return asked && frameDesk.answer(asked, sender);
    },

    /** Answers one of the extension's own pages; nothing for a message that is none of the contract's. */
    fromPage(message: unknown): ReturnType<typeof popupDesk.answer> | undefined {
      const asked: PageMessage | undefined = parsePageMessage(message);
      return asked && popupDesk.answer(asked);
    },

    /** Learns a session from a page's request, if the page is on a site that is switched on. */
    async seen(request: SeenRequest): Promise<void> {
      if (await sites.isOn(request.origin)) await sessions.learn(request);
    },

    /** The user has closed the window that asks for consent. */
    consentClosed: consent.closed,

    /** A tab was closed. */
    tabClosed(tabId: number): void {
      consent.tabClosed(tabId);
      void widgets.forgetTab(tabId);
    },

    /** Brings the browser in line with the sites that are switched on. */
    applySites: sites.apply,

    /** The extension was updated under open pages. */
    updated: sites.updated,

    /** Looks after the delays whose time has come: at a start, and when the alarm rings. */
    async tick(): Promise<void> {
      await caretaker.tick();
      // Of a delay whose account has no session here nothing is learned, and yet it is not pending any more.
      await redrawBadge();
    },

    /** The last private window was closed: nothing of what was done in it is kept. */
    async privateClosed(): Promise<void> {
      const owners = [sessions, ledger, widgets, consent];
      await Promise.all(owners.map((owner) => owner.forgetWorld(PRIVATE_WORLD)));
    },
  };
}

export type Background = ReturnType<typeof createBackground>;

/** The key by which a test has the user asked all the same. */
const ASK_ALL_THE_SAME = "ask for consent";

/** Whoever grants a site by the manifest itself has consented for its widgets. The manifest that is shipped grants none. */
async function standingConsent(
  store: Store,
  grantedByManifest: readonly string[],
  client: string,
): Promise<boolean> {
  const pattern = patternOf(client);
  const granted = pattern !== undefined && grantedByManifest.includes(pattern);
  return granted && (await store.get(ASK_ALL_THE_SAME)) !== true;
}
