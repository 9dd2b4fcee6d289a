import type { TestBrowser } from "../../test/environment/browser/browsers.ts";

/** The lives of the extension's worker. */
export interface Lives {
  /** When it was killed (epoch ms). */
  kills: number[];
  /** How often it was found restarted. More restarts than kills mean that it also died for another reason. */
  restarts: number;
  /** Its memory in bytes at the beginning and at the end (`TestBrowser.backgroundMemory`). */
  memory: { start: number; end: number };
  /** How long the worker measured at the end had been running by then (ms). */
  age: number;
}

/** Counts the lives of a browser's worker, and kills it on request. */
export function livesOf(browser: TestBrowser) {
  const kills: number[] = [];
  const births = new Set<number>();
  let start = 0;

  /** @returns when the running worker was started */
  async function noteBirth(): Promise<number> {
    const birth = await browser.evaluateInBackground(() => performance.timeOrigin);
    births.add(birth);
    return birth;
  }

  return {
    async begin() {
      await noteBirth();
      start = await browser.backgroundMemory();
    },
    async kill() {
      await noteBirth();
      kills.push(Date.now());
      await browser.killWorker();
    },
    async end(): Promise<Lives> {
      const birth = await noteBirth();
      const memory = { start, end: await browser.backgroundMemory() };
      return { kills, restarts: births.size - 1, memory, age: Date.now() - birth };
    },
  };
}
