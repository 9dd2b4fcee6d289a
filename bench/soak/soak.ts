import { setTimeout as pause } from "node:timers/promises";
import type { BrowserName, TestBrowser } from "../../test/environment/browser/browsers.ts";
import { setCallStage } from "../../test/environment/call/call-stage.ts";
import type { Timing } from "../../test/environment/call/element-call.ts";
import { lastWillAfter } from "../../test/environment/call/last-will.ts";
import { mediaOptions } from "../../test/environment/call/media-options.ts";
import { isLeave } from "../../test/environment/call/membership.ts";
import { openCall } from "../../test/environment/call/open-call.ts";
import { EXTENSION, openBrowser } from "../../test/environment/stage.ts";
import { countHeartbeats, type Heartbeats, heartbeatsAmong, slowestAfter } from "./heartbeats.ts";
import { type Lives, livesOf } from "./lives.ts";

/** Synapse's default rate limits: restarts, cancels, sends and lists together, a burst of 5, then 1 per second. */
const DEFAULT_LIMITS = { rc_message: undefined, rc_delayed_event_mgmt: undefined };
/** The longest time between two checks that the call is still up (ms). */
const CHECK_MS = 30_000;

export interface SoakOptions {
  browserName: BrowserName;
  /** How long the call lasts (ms). */
  lasts: number;
  /** The time between two kills of the extension's worker in the first half of the call (ms). Later it stays alive. */
  killEvery: number;
  /** The length of the delay, and the time between restarts. */
  timing: Timing;
  /** Gets progress reports. */
  say?: (sentence: string) => void;
}

/** A soak's measurements. Times are in ms. */
export interface Soak {
  options: SoakOptions;
  browser: string;
  synapse: string;
  media: string;
  heartbeats: Heartbeats;
  worker: Lives & {
    /** The longest wait for an answer among the first restarts after each kill. */
    slowestAfterKill: number;
  };
  /** How late the last will was sent after the tab was closed. */
  lastWillLate: number;
}

/**
 * Keeps Alice in a call for the given time, in a client that uses matrix-widget-api 1.6.0, with the extension, on a
 * Synapse with its default rate limits. Then closes her tab.
 * @throws Error if the call ends early, if Bob is told that Alice has left, or if her last will is not sent
 */
export async function soak(options: SoakOptions): Promise<Soak> {
  const { browserName, timing, say = () => {} } = options;
  const stage = await setCallStage({ timing, synapse: { config: DEFAULT_LIMITS } });
  let browser: TestBrowser | undefined;
  try {
    browser = await openBrowser(browserName, { extension: EXTENSION.test, ...mediaOptions(browserName) });
    const opened = await openCall(browser, stage);
    const restarts = async () => heartbeatsAmong(await opened.requests());
    await opened.untilJoined();
    await opened.untilRestarts(2);
    say("Alice is in the call.");

    const lives = livesOf(browser);
    await lives.begin();
    const begin = Date.now();
    const end = begin + options.lasts;
    let kill = begin + options.killEvery;
    while (Date.now() < end) {
      await pause(Math.max(0, Math.min(kill, end, Date.now() + CHECK_MS) - Date.now()));
      await opened.untilJoined(0);
      if (Date.now() < kill) continue;
      await lives.kill();
      const passed = Math.round((Date.now() - begin) / 1000);
      const { answered, sent } = countHeartbeats(await restarts(), Date.now());
      say(
        `After ${passed} s the worker was killed once more; ${answered} of ${sent} heartbeats were answered.`,
      );
      kill += options.killEvery;
      if (kill > begin + options.lasts / 2) kill = Number.POSITIVE_INFINITY;
    }

    const worker = await lives.end();
    // Read the time first: restarts sent afterwards need not be answered yet.
    const readAt = Date.now();
    const all = await restarts();
    const heartbeats = countHeartbeats(all, readAt);
    if ((await stage.bob.timeline(stage.room)).some(isLeave(stage.alice.userId)))
      throw new Error("Bob was told that Alice had left, although she had not");
    say("The tab is closed: now the last will must come.");
    const lastWillLate = await lastWillAfter(stage, stage.room, () => opened.page.close());
    return {
      options,
      browser: browser.version,
      synapse: stage.synapse.version,
      media: stage.media.name,
      heartbeats,
      worker: { ...worker, slowestAfterKill: slowestAfter(worker.kills, all) },
      lastWillLate,
    };
  } finally {
    await browser?.close();
    await stage.close();
  }
}
