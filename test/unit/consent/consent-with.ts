import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { type ConsentSubject, createConsent } from "../../../src/background/consent.ts";
import type { ConsentAnswer } from "../../../src/messaging/contract.ts";
import { memoryStore } from "../background/memory-store.ts";

/** Who asks, unless a test says otherwise. */
export const SUBJECT: ConsentSubject = {
  widget: "https://widget.example/call",
  client: "https://client.example",
  userId: "@alice:example.org",
};

/**
 * A consent whose window the test looks through; `windows` says how often it was opened, and whether it is open. It wants
 * the timers mocked.
 */
export function consentWith({
  store = memoryStore(),
  standing = async () => false,
  open = async () => {},
}: {
  store?: ReturnType<typeof memoryStore>;
  standing?: (client: string) => Promise<boolean>;
  open?: () => Promise<void>;
} = {}) {
  const windows = { opened: 0, open: false };
  const news = { count: 0 };
  const consent = createConsent({
    store,
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
    now: () => 1_234,
    changed: () => {
      news.count += 1;
    },
  });

  /** Asks; resolves when the user is asked, or nobody is. */
  async function ask(subject: Partial<ConsentSubject> = {}): Promise<{ answer?: boolean }> {
    const outcome: { answer?: boolean } = {};
    void consent.ask({ ...SUBJECT, ...subject }).then((allowed) => {
      outcome.answer = allowed;
    });
    await turn();
    return outcome;
  }

  /** The user answers what is asked first. */
  async function say(said: ConsentAnswer): Promise<void> {
    consent.answer(consent.questions()[0]?.id ?? "none is asked", said);
    mock.timers.tick(1);
    await turn();
  }

  return { consent, windows, news, store, ask, say };
}
