import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { createConsent } from "../../../../src/background/widgets/consent.ts";
import {
  type ConsentSubject,
  createGivenConsents,
} from "../../../../src/background/widgets/given-consents.ts";
import { createPromisedConsents } from "../../../../src/background/widgets/promised-consents.ts";
import { createRefusedConsents } from "../../../../src/background/widgets/refused-consents.ts";
import type { Asker } from "../../../../src/background/widgets/widget-load.ts";
import type { ConsentAnswer } from "../../../../src/messaging/views/consents.ts";
import { memoryStore } from "../memory-store.ts";

/** The default asker. */
export const SUBJECT: ConsentSubject = {
  partition: "default",
  widget: "https://widget.example/call",
  client: "https://client.example",
  userId: "@alice:example.org",
  features: ["delayed-events"],
};

/** A widget in a tab, in this frame of that host's page. */
export function allInTab(tabId: number, { frameId = 7, page = "HOST" } = {}): Asker {
  const host = { frameId: 0, documentId: page };
  return { tabId, host, frame: { frameId, documentId: crypto.randomUUID() } };
}
let tabs = 0;

/**
 * A consent for tests; `windows` tells how often its window was opened, and whether it is open now. Mock the timers
 * first.
 */
export function consentWith({
  store = memoryStore(),
  inMemory = memoryStore(),
  standing = async () => false,
  open = async () => {},
}: {
  store?: ReturnType<typeof memoryStore>;
  inMemory?: ReturnType<typeof memoryStore>;
  standing?: (client: string) => Promise<boolean>;
  open?: () => Promise<void>;
} = {}) {
  const windows = { opened: 0, open: false };
  const news = { count: 0 };
  const changed = () => {
    news.count += 1;
  };
  const clock = { now: 1_234 };
  const now = () => clock.now;
  const refused = createRefusedConsents(inMemory, { now, changed });
  const given = createGivenConsents({ persistent: store, inMemory }, { now, changed });
  const promised = createPromisedConsents(inMemory, now);
  const consent = createConsent({
    given,
    promised,
    refused,
    standing,
    window: {
      async open() {
        if (!windows.open) windows.opened += 1;
        windows.open = true;
        await open();
      },
      async close() {
        windows.open = false;
      },
    },
    changed,
  });

  /**
   * Asks from a new tab, unless a test names one. Resolves once the user has been asked, or will not be. `allowed` are
   * the allowed features, once known; `answer` says whether these are all of them.
   */
  async function ask(subject: Partial<ConsentSubject> = {}, asker: Asker = allInTab(++tabs)) {
    const outcome: { answer?: boolean; allowed?: string[] } = {};
    const asked = { ...SUBJECT, ...subject };
    void consent.ask(asked, asker).then((allowed) => {
      outcome.answer = asked.features.every((feature) => allowed.includes(feature));
      outcome.allowed = allowed.sort();
    });
    await turn();
    return outcome;
  }

  /** The user answers the first open question. */
  async function say(said: ConsentAnswer): Promise<void> {
    consent.answer(consent.questions()[0]?.id ?? "none is asked", said);
    mock.timers.tick(1);
    await turn();
  }

  return { consent, given, promised, refused, clock, windows, news, store, inMemory, ask, say };
}
