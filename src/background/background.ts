import {
  type FrameMessage,
  type PageMessage,
  parseFrameMessage,
  parsePageMessage,
} from "../messaging/contract.ts";
import type { FrameSender } from "../messaging/sender.ts";
import { type ConsentWindow, createConsent } from "./consent.ts";
import { createDelays } from "./delays.ts";
import { createFrameDesk } from "./frame-desk.ts";
import { connect } from "./homeserver/homeserver.ts";
import { createLedger } from "./ledger.ts";
import { createPopupDesk, type PopupBrowser } from "./popup-desk.ts";
import { createSessions, type SeenRequest } from "./sessions.ts";
import { createSettings } from "./settings.ts";
import { createSites, patternOf, type SitesBrowser } from "./sites.ts";
import type { Store } from "./store.ts";
import { createWidgets } from "./widgets.ts";

/** All that the background needs from outside; in tests the browser's part is played by something simpler. */
export interface Surroundings {
  /** Storage that outlives the browser. */
  lasting: Store;
  /** Storage in memory, for tokens. */
  fleeting: Store;
  browser: SitesBrowser & PopupBrowser & { consentWindow: ConsentWindow };
  /** Called when something changed that a page may show. */
  changed: () => void;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Puts the background's parts together. What it gives is what happens to it: messages, seen requests, a start. */
export function createBackground({ lasting, fleeting, browser, changed, now }: Surroundings) {
  const sites = createSites(lasting, browser, { now, changed });
  const sessions = createSessions(fleeting, (session) => connect(session).whoAmI());
  const ledger = createLedger({ lasting, fleeting }, { now, changed });
  const delays = createDelays({ ledger, connect, now });
  const consent = createConsent({
    store: lasting,
    window: browser.consentWindow,
    standing: (client) => standingConsent(lasting, browser.grantedByManifest, client),
    now,
    changed,
  });
  const widgets = createWidgets(fleeting, now);
  const answerFrame = createFrameDesk({ sites, sessions, widgets, consent, delays });
  const settings = createSettings(lasting, changed);
  const answerPage = createPopupDesk({ sites, sessions, ledger, delays, consent, settings, browser, now });

  return {
    /** Answers a content script; nothing for a message that is none of the contract's. */
    fromFrame(message: unknown, sender: FrameSender): ReturnType<typeof answerFrame> | undefined {
      const asked: FrameMessage | undefined = parseFrameMessage(message);
      return asked && answerFrame(asked, sender);
    },

    /** Answers one of the extension's own pages; nothing for a message that is none of the contract's. */
    fromPage(message: unknown): ReturnType<typeof answerPage> | undefined {
      const asked: PageMessage | undefined = parsePageMessage(message);
      return asked && answerPage(asked);
    },

    /** Learns a session from a page's request, if the page is on a site that is switched on. */
    async seen(request: SeenRequest): Promise<void> {
      if (await sites.isOn(request.origin)) await sessions.learn(request);
    },

    /** The user has closed the window that asks for consent. */
    consentClosed: consent.closed,

    /** Brings the browser in line with the sites that are switched on. */
    applySites: sites.apply,

    /** The extension was updated under open pages. */
    updated: sites.updated,
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
