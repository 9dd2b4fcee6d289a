import type { TestBrowser } from "../../test/environment/browsers.ts";

/** What the extension's worker has been through. */
export interface Lives {
  /** When it was killed (epoch ms). */
  kills: number[];
  /** How often it was found to have started again. More than it was killed: it died of something else, too. */
  restarts: number;
  /** Bytes that it took in the beginning, and at the end (`TestBrowser.backgroundMemory`). */
  memory: { start: number; end: number };
  /** How long the one that was measured at the end had been running by then, in milliseconds. */
  age: number;
}

/** Counts the lives of a browser's worker, and ends some. */
export function livesOf(browser: TestBrowser) {
  const kills: number[] = [];
  const births = new Set<number>();
  let start = 0;

  /** @returns when the one that runs now was started */
  async function look(): Promise<number> {
    const birth = await browser.evaluateInBackground(() => performance.timeOrigin);
    births.add(birth);
    return birth;
  }

  return {
    async begin() {
      await look();
      start = await browser.backgroundMemory();
    },
    async kill() {
      await look();
      kills.push(Date.now());
      await browser.killWorker();
    },
    async end(): Promise<Lives> {
      const birth = await look();
      const memory = { start, end: await browser.backgroundMemory() };
      return { kills, restarts: births.size - 1, memory, age: Date.now() - birth };
    },
  };
}
