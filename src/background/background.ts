import {
  type FrameMessage,
  type PageMessage,
  parseFrameMessage,
  parsePageMessage,
} from "../messaging/contract.ts";
import type { FrameSender } from "../messaging/sender.ts";
import { createDelays } from "./delays.ts";
import { connect } from "./homeserver.ts";
import { createLedger } from "./ledger.ts";
import { createPopupDesk, type PopupBrowser } from "./popup-desk.ts";
import { createSessions, type SeenRequest } from "./sessions.ts";
import { createSites, type SitesBrowser } from "./sites.ts";
import { createStandInDesk } from "./stand-in-desk.ts";
import type { Store } from "./store.ts";

/** All that the background needs from outside; in tests the browser's part is played by something simpler. */
export interface Surroundings {
  /** Storage that outlives the browser. */
  lasting: Store;
  /** Storage in memory, for tokens. */
  fleeting: Store;
  browser: SitesBrowser & PopupBrowser;
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
  const answerFrame = createStandInDesk({ sites, sessions, delays });
  const answerPage = createPopupDesk({ sites, sessions, ledger, delays, browser, now });

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

    /** Brings the browser in line with the sites that are switched on. */
    applySites: sites.apply,
  };
}

export type Background = ReturnType<typeof createBackground>;
