import type { TestBrowser } from "../browser/browsers.ts";

type Browser = typeof import("webextension-polyfill");

/**
 * Writes copies of a delay, pending for an hour and of ten widgets, into the ledger, and stops the worker, so the next
 * one reads them. The homeserver does not have them.
 * @param delayId of a delay that a widget has scheduled
 */
export async function multiply(browser: TestBrowser, delayId: string, count: number): Promise<void> {
  await browser.evaluateInBackground(
    async ({ delayId, count }) => {
      const { storage } = (globalThis as unknown as { chrome: Browser }).chrome;
      const entries = Object.values(await storage.local.get(null)) as Record<string, unknown>[];
      const { mayHaveDuplicates: _, ...entry } = entries.find((each) => each?.delayId === delayId) ?? {};
      const hour = 3_600_000;
      const copies = Array.from({ length: count }, (_, number) => {
        const id = `copy-${number}`;
        const widget = { ...(entry.widget as object), id: `copied-${number % 10}` };
        const times = { scheduledAt: Date.now(), dueAt: Date.now() + hour + number * 1_000, delay: hour };
        return [`delay ${id}`, { ...entry, ...times, id, delayId: id, widget, stateKey: id }];
      });
      await storage.local.set(Object.fromEntries(copies));
    },
    { delayId, count },
  );
  await browser.killWorker();
}

/** Removes all copies from the ledger. */
export async function removeCopies(browser: TestBrowser): Promise<void> {
  await browser.evaluateInBackground(async () => {
    const { storage } = (globalThis as unknown as { chrome: Browser }).chrome;
    const keys = Object.keys(await storage.local.get(null));
    await storage.local.remove(keys.filter((key) => key.startsWith("delay copy-")));
  });
  await browser.killWorker();
}
