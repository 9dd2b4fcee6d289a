import { setTimeout as pause } from "node:timers/promises";
import type { Browser, Page, Target, WebWorker } from "puppeteer-core";
import type { InstalledExtension } from "./contract.ts";
import { evaluateIn, inTarget } from "./evaluate.ts";

/** A worker that has not stopped after this time has started again (ms). */
const RESTARTED_WITHIN = 1_000;
/** A worker or a page that is not announced within this time never will be; nor will a worker answer (ms). */
const ANNOUNCED_WITHIN = 4_000;
/** How often an updated extension's worker is started until one answers. */
const STARTS = 3;

/** Finds, starts and stops the service workers of extensions. */
export function createWorkers(browser: Browser) {
  /** Targets that puppeteer still lists although their worker has ended. */
  const ended = new WeakSet<Target>();

  function isWorkerOf(extension: InstalledExtension, target: Target): boolean {
    return (
      target.type() === "service_worker" &&
      target.url().startsWith(`${extension.origin}/`) &&
      !ended.has(target)
    );
  }

  function find(extension: InstalledExtension): Target | undefined {
    return browser.targets().find((target) => isWorkerOf(extension, target));
  }

  /** Waits for the worker of a new extension. */
  async function started(extension: InstalledExtension): Promise<void> {
    await browser
      .waitForTarget((target) => isWorkerOf(extension, target))
      .catch((cause: unknown) => {
        throw new Error("The extension's service worker did not start within 30 s.", { cause });
      });
  }

  /**
   * Starts a stopped worker. The protocol can do that only in a page's session. This uses an open page, because a new
   * page is sometimes not announced during an installation. A worker that starts while its last target goes is not
   * announced either; it is stopped and started once more.
   */
  async function start(extension: InstalledExtension): Promise<Target> {
    const [open] = await browser.pages();
    const page = open ?? (await newPageSoon(browser));
    const session = await page.createCDPSession();
    try {
      await session.send("ServiceWorker.enable");
      for (let tries = 1; ; tries += 1) {
        await session.send("ServiceWorker.startWorker", { scopeURL: `${extension.origin}/` });
        const announced = browser.waitForTarget((target) => isWorkerOf(extension, target), {
          timeout: ANNOUNCED_WITHIN,
        });
        const target = await (tries < 3 ? announced.catch(() => undefined) : announced);
        if (target) return target;
        await session.send("ServiceWorker.stopAllWorkers");
      }
    } finally {
      await session.detach().catch(() => undefined);
      if (!open) await page.close();
    }
  }

  /**
   * Starts the worker of an extension that was updated or switched on. If a debugger was attached when a worker ended,
   * its target stays without answering, and no new worker starts by itself. That may be the old version's worker, or one
   * that Chromium has started and replaced during the update.
   */
  async function startUpdated(extension: InstalledExtension): Promise<void> {
    for (let starts = 1; starts <= STARTS; starts += 1) {
      const last = find(extension);
      const leave = async () => last && (await workerOf(last)).client.detach();
      await Promise.race([leave().catch(() => undefined), pause(RESTARTED_WITHIN)]);
      const target = await start(extension);
      if (await answers(target)) return;
      ended.add(target);
    }
    throw new Error(`None of ${STARTS} workers of the updated extension answered.`);
  }

  /** Evaluates in a running worker, or starts it. It may have restarted in its target, which puppeteer does not notice. */
  async function evaluate(extension: InstalledExtension, source: string): Promise<unknown> {
    const target = find(extension) ?? (await start(extension));
    const worker = await workerOf(target);
    return worker.client.detached ? inTarget(target).evaluate(source) : worker.evaluate(source);
  }

  async function kill(extension: InstalledExtension): Promise<void> {
    const target = find(extension);
    if (target) await killTarget(browser, target);
  }

  /** @returns the size of its heap, in bytes */
  async function memory(extension: InstalledExtension): Promise<number> {
    const target = find(extension);
    if (!target) throw new Error("The extension's service worker does not run.");
    const { client } = await workerOf(target);
    await client.send("HeapProfiler.collectGarbage");
    return (await client.send("Runtime.getHeapUsage")).usedSize;
  }

  return {
    started,
    startUpdated,
    evaluate,
    kill,
    memory,
    isRunning: (its: InstalledExtension) => !!find(its),
  };
}

async function workerOf(target: Target): Promise<WebWorker> {
  const worker = await target.worker();
  if (!worker) throw new Error(`${target.url()} is no worker.`);
  return worker;
}

/** Says whether the worker in this target runs. */
async function answers(target: Target): Promise<boolean> {
  const session = await target.createCDPSession().catch(() => undefined);
  if (!session) return false;
  const answered = evaluateIn(session, "true").catch(() => false);
  const answer = await Promise.race([answered, pause(ANNOUNCED_WITHIN, false)]);
  await session.detach().catch(() => undefined);
  return answer === true;
}

/**
 * Stops a service worker. If it is needed at that very moment, it starts again in the same target without an event, so
 * the wait has a time limit. The worker is not queried, since it would wait for an attached debugger at its start.
 */
async function killTarget(browser: Browser, target: Target): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    browser.on("targetdestroyed", function listener(destroyed) {
      if (destroyed !== target) return;
      browser.off("targetdestroyed", listener);
      resolve();
    });
  });
  const session = await browser.target().createCDPSession();
  const { targetInfos } = await session.send("Target.getTargets");
  const { client } = await workerOf(target);
  // While a debugger is attached, a stopped worker does not go away, and a restarted one waits for the debugger.
  await client.detach().catch(() => undefined);
  for (const { targetId, url, type } of targetInfos)
    if (type === "service_worker" && url === target.url())
      await session.send("Target.closeTarget", { targetId });
  await session.detach();
  await Promise.race([gone, pause(RESTARTED_WITHIN)]);
}

/** @throws Error early, rather than waiting half a minute for a page that is never announced, so the caller retries */
async function newPageSoon(browser: Browser): Promise<Page> {
  const page = await Promise.race([
    browser.newPage({ type: "tab", background: true }).catch(() => undefined),
    pause(ANNOUNCED_WITHIN),
  ]);
  if (!page) throw new Error(`A new page was not announced within ${ANNOUNCED_WITHIN} ms.`);
  return page;
}
