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
    const forget = () => {
      if (opened === window) opened = undefined;
    };
    // If it did not open, the next call tries again.
    window.catch(forget);
    const id = await window;
    if (!isOpen || id === undefined || (await drawAttention(id)) !== undefined) return;
    // It has gone, and its end is still unheard of.
    forget();
    await this.open();
  },

  /** Closes the window, if it is open. */
  async close(): Promise<void> {
    const window = opened;
    if (!window) return;
    opened = undefined;
    closing = window.then(remove, () => undefined);
    await closing;
  },
};

async function remove(id: number | undefined): Promise<void> {
  if (id !== undefined) await browser.windows.remove(id).catch(() => undefined);
}

/** @returns the window that an earlier background opened, if it is still there */
async function leftOpen(): Promise<number | undefined> {
  const popups = await browser.windows.getAll({ populate: true, windowTypes: ["popup"] });
  const url = browser.runtime.getURL(PAGE);
  return popups.find(({ tabs }) => tabs?.some((tab) => tab.url === url))?.id;
}

/**
 * Opens a window. If it closes before it is complete, as when the user is quick and the computer slow, Firefox's
 * promise never settles (measured, 153), and its id is what the browser has told of it.
 */
async function openNew(): Promise<number | undefined> {
  const { onCreated, onRemoved } = browser.windows;
  const found = new Set<number | undefined>();
  const created = ({ id }: { id?: number }) => void found.add(id);
  let removed = (_: number): void => {};
  const goneId = new Promise<number>((resolve) => {
    removed = (id) => {
      if (found.has(id)) void leftOpen().then((left) => left === undefined && resolve(id));
    };
  });
  onCreated.addListener(created);
  onRemoved.addListener(removed);
  try {
    const complete = browser.windows.create({ type: "popup", url: browser.runtime.getURL(PAGE), ...SIZE });
    const id = await Promise.race([goneId, complete.then((window) => window.id)]);
    // Some window managers open it behind the browser window.
    if (id !== undefined) await browser.windows.update(id, { focused: true }).catch(() => undefined);
    return id;
  } finally {
    onCreated.removeListener(created);
    onRemoved.removeListener(removed);
  }
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
