import type { TestBrowser } from "../test/environment/browser/browsers.ts";
import { mediaOptions } from "../test/environment/call/media-options.ts";
import { EXTENSION, type OpenClient, openBrowser, type Stage, setStage } from "../test/environment/stage.ts";
import { createNarrator, type Narrator } from "./narrator.ts";
import type { Options } from "./options.mjs";
import { createPictures, type Pictures } from "./pictures.ts";
import { Resources } from "./resources.ts";
import { hasScreen, SCREEN } from "./screen.ts";

/** In CSS pixels: a size that suits a picture in a document. */
const VIEWPORT = { width: 1200, height: 600 };
/** Element Call hides its buttons below this height. */
const CALL_VIEWPORT = { width: 1200, height: 740 };

/** The pause before each of the browser's steps while somebody watches the walk (ms). */
const SLOW_MS = 40;

/** The widget's times (ms): it restarts its last will well before the homeserver sends it. */
export const DELAY_MS = 10_000;
export const INTERVAL_MS = 4_000;
/** How much later than promised the homeserver may be on a busy machine. */
export const GRACE_MS = 10_000;

/** What distinguishes the last will from everything else in the room. */
export const HEARTBEAT = "com.example.heartbeat.member";

/** One run of the demo: its options, its narration and everything it has started. */
export interface Demo {
  options: Options;
  /** Whether there is a window to look at. */
  screen: boolean;
  narrator: Narrator;
  pictures: Pictures;
  resources: Resources;
  /** The stage and the browser with the extension, once they exist; their logs say why a step failed. */
  stage?: Stage;
  browser?: TestBrowser;
  /** Rejects when the browser with the extension ends, for example when its window is closed. */
  browserLost: Promise<never>;
  loseBrowser: () => void;
}

/** What the walk continues with: the browser with Postdate, and Alice's client in it. */
export interface Scene {
  stage: Stage;
  browser: TestBrowser;
  opened: OpenClient;
}

/** What somebody can continue with. */
export interface Shown {
  stage: Stage;
  /** When the last of them closes, everything is over. */
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
  // Nobody may be listening at that time.
  browserLost.catch(() => undefined);
  const resources = new Resources();
  return { options, screen, narrator, pictures, resources, browserLost, loseBrowser };
}

/** Starts the homeserver, with two users and a room, and serves the pages. */
export async function startStage(demo: Demo): Promise<Stage> {
  demo.stage = await demo.resources.own(() => setStage());
  return demo.stage;
}

/** Starts the browser, in a window if there is a screen, and slowly if somebody only watches. */
export async function startBrowser(demo: Demo, extension: "with Postdate" | "bare"): Promise<TestBrowser> {
  const { options, screen, resources } = demo;
  const isCall = options.widget === "element-call";
  const browser = await resources.own(() =>
    openBrowser(options.browser, {
      ...(extension === "with Postdate" && { extension: EXTENSION.test }),
      headless: !screen,
      ...(screen && { display: SCREEN, slowMo: options.once ? SLOW_MS : 0 }),
      // A window that somebody may resize keeps its own size.
      viewport: screen && !options.once ? undefined : isCall ? CALL_VIEWPORT : VIEWPORT,
      ...(isCall && mediaOptions(options.browser)),
    }),
  );
  if (extension === "bare") return browser;
  demo.browser = browser;
  // Not `once`, so that whoever ends the browser on purpose can remove this listener.
  browser.puppeteer.on("disconnected", demo.loseBrowser);
  return browser;
}

/** @returns the browser's name and version for the reader */
export function nameOf({ name, version }: TestBrowser): string {
  return `${name === "chromium" ? "Chromium" : "Firefox"} ${version.split("/").at(-1)}`;
}
