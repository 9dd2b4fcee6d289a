import type { Browser, ElementHandle, Page } from "puppeteer-core";
import type { VirtualDisplay } from "./display.ts";

export type BrowserName = "chromium" | "firefox";
export type ColorScheme = "light" | "dark";

export interface LaunchOptions {
  /** Folder of an unpacked Manifest V3 extension. Firefox needs `browser_specific_settings.gecko.id` in it. */
  extension?: string;
  /** Whether the extension may run in private windows; browsers leave that to the user. */
  inPrivateWindows?: boolean;
  /** Without a window; true unless said otherwise. */
  headless?: boolean;
  /**
   * Where a window is shown. With `headless: false` and neither this nor `$DISPLAY`, the browser gets a virtual
   * display of its own, which ends with it. Needed for `answerPermissionPrompt` in Chromium.
   */
  display?: VirtualDisplay;
  /** Milliseconds that puppeteer waits before each of its steps, for people who watch. */
  slowMo?: number;
  /** What `prefers-color-scheme` is on every page; otherwise the browser's own choice. */
  colorScheme?: ColorScheme;
  /** Size of every page in CSS pixels; 1280 × 800 unless said otherwise. A window is made large enough for it. */
  viewport?: { width: number; height: number };
  /** Further command-line arguments. */
  args?: string[];
  /** Firefox preferences, for example `{ "extensions.background.idle.timeout": 1000 }`. */
  preferences?: Record<string, string | number | boolean>;
}

/** One line that a page or the extension wrote to the console, or one error that nothing caught. */
export interface LogEntry {
  /** `extension` is its background and its own pages; its content scripts count as the page they are in. */
  source: "page" | "extension";
  kind: "console" | "error" | "crash";
  level: "debug" | "info" | "warning" | "error";
  text: string;
  /** The page's or script's address, as far as it is known. */
  url: string;
  /** Milliseconds since the epoch. */
  time: number;
}

export interface InstalledExtension {
  /** `chrome.runtime.id`. */
  id: string;
  /** `chrome-extension://…` or `moz-extension://…`, without a slash at the end. */
  origin: string;
}

/** What the two browsers do differently; `launchBrowser` makes a `TestBrowser` of it. */
export interface Driver {
  puppeteer: Browser;
  install(folder: string): Promise<InstalledExtension>;
  setColorScheme(page: Page, scheme: ColorScheme): Promise<void>;
  evaluateInBackground(extension: InstalledExtension, source: string): Promise<unknown>;
  isBackgroundRunning(extension: InstalledExtension): Promise<boolean>;
  startsWithBrowser(extension: InstalledExtension): Promise<boolean>;
  killWorker(extension: InstalledExtension): Promise<void>;
  backgroundMemory(extension: InstalledExtension): Promise<number>;
  openPages(): Promise<Page[]>;
  killRenderer(page: Page): Promise<void>;
  answerPermissionPrompt(page: Page, answer: "allow" | "deny"): Promise<void>;
}

interface ExtensionPageOptions {
  /** The address's query. */
  query?: Record<string, string>;
  /**
   * The tab that is in front while the page loads, so that `tabs.query({ active: true })` finds it as from a real
   * popup; the page comes to the front when it is loaded, or `until` is in it.
   */
  over?: Page;
  /** A selector; the page is not given out before something in it matches. */
  until?: string;
}

/** A running browser with at most one extension in it. */
export interface TestBrowser {
  readonly name: BrowserName;
  /** As the browser says it, for example `Chrome/156.0.8078.79`. */
  readonly version: string;
  /** The extension that was asked for, once it is installed; undefined without one. */
  readonly extension: InstalledExtension | undefined;
  /** For what this interface leaves out. */
  readonly puppeteer: Browser;
  /** Everything that pages and the extension wrote so far, in the order of arrival. */
  readonly log: readonly LogEntry[];

  /** Opens a tab in front, and loads `url` in it if one is given. */
  newPage(url?: string): Promise<Page>;

  /** Has the extension open a private window with this address in it, which must be on no other page. Needs `inPrivateWindows`. */
  newPrivatePage(url: string): Promise<Page>;

  /**
   * Opens a page of the extension in a tab, in front.
   * @param path inside the extension, for example `popup/popup.html`
   */
  extensionPage(path: string, options?: ExtensionPageOptions): Promise<Page>;

  /** The pages that are open now. Of puppeteer's own list, that is true in Chromium alone. */
  openPages(): Promise<Page[]>;

  /** Sets `prefers-color-scheme` on a page until it is closed or goes to another site. */
  setColorScheme(page: Page, scheme: ColorScheme): Promise<void>;

  /** Writes a PNG of the page, or of one element; makes missing folders. */
  screenshot(page: Page, file: string, options?: { element?: ElementHandle<Element> }): Promise<void>;

  /**
   * Runs a function in the extension's background, starting it first if it is stopped.
   * @param run takes and returns JSON, and sees nothing of this process but its arguments
   * @throws Error with the text of what `run` threw
   */
  evaluateInBackground<A extends unknown[], R>(run: (...args: A) => R, ...args: A): Promise<Awaited<R>>;

  /** Whether the service worker (Chromium) or the event page (Firefox) runs now. Does not start it. */
  isBackgroundRunning(): Promise<boolean>;

  /** Whether the browser starts the background as it is itself started, because that listens for it. */
  startsWithBrowser(): Promise<boolean>;

  /** Stops the background in the midst of what it does; resolves when it is gone. The next event starts it again. */
  killWorker(): Promise<void>;

  /**
   * How many bytes the running background takes, once its garbage is collected: in Chromium the worker's JavaScript heap, in
   * Firefox the whole process of extensions, of which there is one for all.
   * @throws Error when the background does not run
   */
  backgroundMemory(): Promise<number>;

  /** Resolves when the extension has registered a content script: pages opened from then on have it. */
  contentScriptsRegistered(): Promise<void>;

  /**
   * Installs the extension again under the pages that are open, as an update does: what it has stored stays, its pages
   * close, its content scripts in open pages are cut off (Chromium) or removed (Firefox).
   * @param folder where the new version is; the same folder unless said otherwise, and in Chromium always the same
   */
  updateExtension(folder?: string): Promise<void>;

  /** Kills the process that draws the page, as if it had crashed: no `pagehide`, no `beforeunload`. */
  killRenderer(page: Page): Promise<void>;

  /**
   * Answers the browser's own question after `permissions.request`, with *Allow* or *Deny*.
   * @param page the one whose click asked; in Chromium it must be in front
   * @throws Error in Chromium when it has no virtual display (without a window it never asks), or asked nothing
   */
  answerPermissionPrompt(page: Page, answer: "allow" | "deny"): Promise<void>;

  /** Ends the whole browser at once, as a loss of power does; `close` then removes its folder. */
  kill(): Promise<void>;

  /** Ends the browser and removes its folder. May be called twice. */
  close(): Promise<void>;
}
