import type { Browser, ElementHandle, Page } from "puppeteer-core";

export type BrowserName = "chromium" | "firefox";
export type ColorScheme = "light" | "dark";

/** The X display on which windows are shown. */
export interface VirtualDisplay {
  /** For `$DISPLAY`, for example `:99`. */
  name: string;
  close(): Promise<void>;
}

export interface LaunchOptions {
  /** Folder of an unpacked Manifest V3 extension. Firefox needs `browser_specific_settings.gecko.id` in it. */
  extension?: string;
  /** The folder of a profile that outlives the browser; by default, an empty one that does not. */
  profile?: string;
  /** Whether the extension may run in private windows, as the user can choose in a browser. */
  inPrivateWindows?: boolean;
  /** Whether to run without a window; true by default. */
  headless?: boolean;
  /**
   * Where windows are shown. With `headless: false` and neither this nor `$DISPLAY`, the browser gets its own virtual
   * display, which ends with it. Needed for `answerPermissionPrompt` in Chromium.
   */
  display?: VirtualDisplay;
  /** How long puppeteer waits before each step, for human viewers (ms). */
  slowMo?: number;
  /** `prefers-color-scheme` on every page; by default the browser's choice. */
  colorScheme?: ColorScheme;
  /**
   * The language of the extension's texts, numbers and times, for example `de`; English by default. It needs no
   * language pack, so the browser's own texts and Chromium's `getUILanguage()` stay English.
   */
  language?: string;
  /** The size of every page in CSS pixels, 1280 × 800 by default. Windows are made large enough for it. */
  viewport?: { width: number; height: number };
  /** Further command-line arguments. */
  args?: string[];
  /** The contents of Firefox's `policies.json`. For Chromium, use `chromiumPolicy`. */
  policies?: string;
  /** Whether Firefox restores the last session, with the extension installed from the start. Needs a `profile`. */
  restoring?: boolean;
  /** Firefox preferences, for example `{ "extensions.background.idle.timeout": 1000 }`. */
  preferences?: Record<string, string | number | boolean>;
}

/** One line that a page or the extension wrote to the console, or one uncaught error. */
export interface LogEntry {
  /** `extension` means its background and its own pages; content scripts count as their page. */
  source: "page" | "extension";
  kind: "console" | "error" | "crash";
  level: "debug" | "info" | "warning" | "error";
  text: string;
  /** The address of the page or script, if known. */
  url: string;
  /** Milliseconds since the epoch. */
  time: number;
}

export interface InstalledExtension {
  /** `chrome.runtime.id`. */
  id: string;
  /** `chrome-extension://…` or `moz-extension://…`, without a trailing slash. */
  origin: string;
}

/** The browser-specific methods, from which `launchBrowser` makes a `TestBrowser`. */
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
  /** Ends the browser like its user, with its pages still open. By default, its pages are closed first. */
  quit?(): Promise<void>;
  killRenderer(page: Page): Promise<void>;
  answerPermissionPrompt(page: Page, answer: "allow" | "deny"): Promise<void>;
  takeBack(extension: InstalledExtension, pattern: string): Promise<void>;
  switchExtension(extension: InstalledExtension, on: boolean): Promise<void>;
}

interface ExtensionPageOptions {
  /** The address's query. */
  query?: Record<string, string>;
  /**
   * The tab that stays in front while the page loads, so that `tabs.query({ active: true })` finds it as from a real
   * popup. The page comes to the front once it has loaded, or once it contains `until`.
   */
  over?: Page;
  /** A selector. The page is returned once an element matches. */
  until?: string;
}

/** A running browser with at most one extension in it. */
export interface TestBrowser {
  readonly name: BrowserName;
  /** The browser's version, for example `Chrome/156.0.8078.79`. */
  readonly version: string;
  /** The extension from the options, once it is installed; undefined without one. */
  readonly extension: InstalledExtension | undefined;
  /** Puppeteer's browser, for anything that is missing here. */
  readonly puppeteer: Browser;
  /** All console lines and uncaught errors of pages and the extension so far, in order of arrival. */
  readonly log: readonly LogEntry[];

  /** Opens a tab in front, and loads `url` in it if one is given. */
  newPage(url?: string): Promise<Page>;

  /** Makes the extension open a private window at this address, which must be unique. Needs `inPrivateWindows`. */
  newPrivatePage(url: string): Promise<Page>;

  /**
   * Opens a page of the extension in a tab, in front.
   * @param path within the extension, for example `popup/popup.html`
   */
  extensionPage(path: string, options?: ExtensionPageOptions): Promise<Page>;

  /** The pages that are open now. puppeteer's own list is accurate only in Chromium. */
  openPages(): Promise<Page[]>;

  /** Sets `prefers-color-scheme` on a page until it is closed or navigates to another site. */
  setColorScheme(page: Page, scheme: ColorScheme): Promise<void>;

  /** Writes a PNG of the page or of one element. Creates missing folders. */
  screenshot(page: Page, file: string, options?: { element?: ElementHandle<Element> }): Promise<void>;

  /**
   * Runs a function in the extension's background, starting it first if it is stopped.
   * @param run takes and returns JSON, and cannot use anything of this process but its arguments
   * @throws Error with the text of the error in `run`
   */
  evaluateInBackground<A extends unknown[], R>(run: (...args: A) => R, ...args: A): Promise<Awaited<R>>;

  /** Whether the service worker (Chromium) or the event page (Firefox) is running. Does not start it. */
  isBackgroundRunning(): Promise<boolean>;

  /** Whether the browser starts the background at its own start, because the background listens for that event. */
  startsWithBrowser(): Promise<boolean>;

  /** Stops the background during its work, and resolves when it is gone. The next event starts it again. */
  killWorker(): Promise<void>;

  /**
   * The memory of the running background after a garbage collection (bytes): in Chromium the worker's JavaScript heap,
   * in Firefox the whole extension process, which all extensions share.
   * @throws Error when the background is not running
   */
  backgroundMemory(): Promise<number>;

  /** Resolves when the extension has registered a content script. Pages opened from then on have it. */
  contentScriptsRegistered(): Promise<void>;

  /**
   * Reinstalls the extension like an update: its storage stays, its pages close, and its content scripts in open pages
   * are cut off (Chromium) or removed (Firefox).
   * @param folder the folder of the new version; by default, the same folder. In Chromium it must be the same
   */
  updateExtension(folder?: string): Promise<void>;

  /** Kills the page's renderer process like a crash: without `pagehide` or `beforeunload`. */
  killRenderer(page: Page): Promise<void>;

  /**
   * Answers the browser's own permission prompt after `permissions.request`, with *Allow* or *Deny*.
   * @param page the page whose click caused the prompt; in Chromium it must be in front
   * @throws Error in Chromium without a virtual display (it never prompts without a window), or without a prompt
   */
  answerPermissionPrompt(page: Page, answer: "allow" | "deny"): Promise<void>;

  /**
   * Revokes a site that the user has granted to the extension, like the browser's settings. The site is named by its
   * match pattern.
   */
  takeBack(pattern: string): Promise<void>;

  /** Switches the extension off or on, as the browser's settings do. */
  switchExtension(on: boolean): Promise<void>;

  /** Kills the whole browser, as a power failure would; `close` then removes its folder. */
  kill(): Promise<void>;

  /** Closes the browser and removes its folder. May be called twice. */
  close(): Promise<void>;
}
