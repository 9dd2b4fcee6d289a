import browser from "webextension-polyfill";

const PAGE = "consent/consent.html";
const SIZE = { width: 440, height: 480 };

/** The window's id, once it is known. */
let opened: Promise<number | undefined> | undefined;
/** Resolves once a closing window is gone. Until then it still seems to exist. */
let closing: Promise<void> = Promise.resolve();

/** The small window that asks for consent. There is one at a time. */
export const consentWindow = {
  /**
   * Opens the window in front. If it is already open, it asks for attention where it is: further questions do not
   * steal the focus.
   */
  async open(): Promise<void> {
    const isOpen = opened !== undefined;
    opened ??= closing.then(leftOpen).then(async (id) => (await drawAttention(id)) ?? openNew());
    const window = opened;
    // If it did not open, the next call tries again.
    window.catch(() => {
      if (opened === window) opened = undefined;
    });
    const id = await window;
    if (isOpen) await drawAttention(id);
  },

  /** Closes the window, if it is open. */
  async close(): Promise<void> {
    const id = await opened?.catch(() => undefined);
    opened = undefined;
    if (id === undefined) return;
    closing = browser.windows.remove(id).catch(() => undefined);
    await closing;
  },
};

/** @returns the window that an earlier background opened, if it is still there */
async function leftOpen(): Promise<number | undefined> {
  const popups = await browser.windows.getAll({ populate: true, windowTypes: ["popup"] });
  const url = browser.runtime.getURL(PAGE);
  return popups.find(({ tabs }) => tabs?.some((tab) => tab.url === url))?.id;
}

async function openNew(): Promise<number | undefined> {
  const window = await browser.windows.create({ type: "popup", url: browser.runtime.getURL(PAGE), ...SIZE });
  // Some window managers open it behind the browser window.
  if (window.id !== undefined) await browser.windows.update(window.id, { focused: true });
  return window.id;
}

/** @returns the window's id, if it is still there */
async function drawAttention(id: number | undefined): Promise<number | undefined> {
  if (id === undefined) return undefined;
  const window = await browser.windows.update(id, { drawAttention: true }).catch(() => undefined);
  return window?.id;
}

/** Calls the listener when the user closes the window that asks for consent. */
export function onConsentClosed(listener: () => void): void {
  browser.windows.onRemoved.addListener(async (id) => {
    if (id !== (await opened?.catch(() => undefined))) return;
    opened = undefined;
    listener();
  });
}

/** How long a request of a window that has closed may still be on its way here (ms). */
const STILL_ARRIVING = 5_000;
/** When a window was last closed (ms since the background started). */
let lastClosed = Number.NEGATIVE_INFINITY;

/**
 * Says whether a request without a window may come from a private one: a private window is open, or was a moment ago.
 * An extension that may not run in private windows sees neither them nor their requests.
 */
export async function mayBePrivate(): Promise<boolean> {
  const windows = await browser.windows.getAll();
  return windows.some(({ incognito }) => incognito) || performance.now() - lastClosed < STILL_ARRIVING;
}

/** Calls the listener when the last private window has been closed. */
export function onPrivateClosed(listener: () => void): void {
  browser.windows.onRemoved.addListener(async () => {
    lastClosed = performance.now();
    const windows = await browser.windows.getAll();
    if (!windows.some(({ incognito }) => incognito)) listener();
  });
}
