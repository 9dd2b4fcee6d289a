import type { TestBrowser } from "../test/environment/browser/browsers.ts";
import { mediaOptions } from "../test/environment/call/media-options.ts";
import { EXTENSION, type OpenClient, openBrowser, type Stage, setStage } from "../test/environment/stage.ts";
import { createNarrator, type Narrator } from "./narrator.ts";
import type { Options } from "./options.mjs";
import { createPictures, type Pictures } from "./pictures.ts";
import { Resources } from "./resources.ts";
import { hasScreen, SCREEN } from "./screen.ts";

/** A size that suits a picture in a document, in CSS pixels. */
const VIEWPORT = { width: 1200, height: 600 };
/** Element Call hides its buttons below this height. */
const CALL_VIEWPORT = { width: 1200, height: 740 };

/** The pause before each action in the browser while a user watches the walk (ms). */
const SLOW_MS = 40;

/** The widget's times (ms): it restarts its last will well before the homeserver sends it. */
export const DELAY_MS = 10_000;
export const INTERVAL_MS = 4_000;
/** How much later than promised the homeserver may be on a busy machine. */
export const GRACE_MS = 10_000;

/** The type of the widget's events, which nothing else in the room has. */
export const HEARTBEAT = "com.example.heartbeat.member";

/** One run of the demo: its options, its narration and everything it has started. */
export interface Demo {
  options: Options;
  /** Whether the browser has a visible window. */
  screen: boolean;
  narrator: Narrator;
  pictures: Pictures;
  resources: Resources;
  /** The stage and the browser with the extension, once they exist; their logs may show why a step failed. */
  stage?: Stage;
  browser?: TestBrowser;
  /** Rejects when the browser with the extension ends, for example when its window is closed. */
  browserLost: Promise<never>;
  loseBrowser: () => void;
}

/** The browser with Postdate, and Alice's client in it, for the further steps of the walk. */
export interface Scene {
  stage: Stage;
  browser: TestBrowser;
  opened: OpenClient;
}

/** What remains open for the user. */
export interface Shown {
  stage: Stage;
  /** When the last one closes, the demo ends. */
  browsers: TestBrowser[];
}

export function createDemo(options: Options): Demo {
  const narrator = createNarrator();
  const pictures = createPictures(options, narrator);
  const screen = hasScreen() && !options.headless;
  let loseBrowser = () => {};
  const browserLost = new Promise<never>((_, reject) => {
    loseBrowser = () => reject(new Error("The browser has ended."));
  });
  // Prevents an unhandled rejection while nobody awaits the promise.
  browserLost.catch(() => undefined);
  const resources = new Resources();
  return { options, screen, narrator, pictures, resources, browserLost, loseBrowser };
}

/** Starts the homeserver, with two users and a room, and serves the pages. */
export async function startStage(demo: Demo): Promise<Stage> {
  demo.stage = await demo.resources.own(() => setStage());
  return demo.stage;
}

/** Starts a browser, in a window if there is a screen, and slowed down if the user only watches. */
export async function startBrowser(demo: Demo, extension: "with Postdate" | "bare"): Promise<TestBrowser> {
  const { options, screen, resources } = demo;
  const isCall = options.widget === "element-call";
  const browser = await resources.own(() =>
    openBrowser(options.browser, {
      ...(extension === "with Postdate" && { extension: EXTENSION.test }),
      headless: !screen,
      ...(screen && { display: SCREEN, slowMo: options.once ? SLOW_MS : 0 }),
      // A window that the user may resize keeps its own size.
      viewport: screen && !options.once ? undefined : isCall ? CALL_VIEWPORT : VIEWPORT,
      ...(isCall && mediaOptions(options.browser)),
    }),
  );
  if (extension === "bare") return browser;
  demo.browser = browser;
  // Not `once`, so that a step that ends the browser on purpose can remove this listener.
  browser.puppeteer.on("disconnected", demo.loseBrowser);
  return browser;
}

/** @returns the browser's name and version, for the narration */
export function nameOf({ name, version }: TestBrowser): string {
  return `${name === "chromium" ? "Chromium" : "Firefox"} ${version.split("/").at(-1)}`;
}
