import browser from "webextension-polyfill";

const PAGE = "consent/consent.html";
const SIZE = { width: 440, height: 480 };

/** The window's id, once it is known. */
let opened: Promise<number | undefined> | undefined;

/** The small window that asks for consent. There is one at a time. */
export const consentWindow = {
  /** Opens it, or brings it to the front. */
  async open(): Promise<void> {
    if (opened) {
      await bringToFront(await opened);
      return;
    }
    opened = leftOpen().then((id) => id ?? openNew());
    // What did not open is tried anew the next time.
    opened.catch(() => {
      opened = undefined;
    });
    await bringToFront(await opened);
  },

  /** Closes it, if it is open. */
  async close(): Promise<void> {
    const id = await opened?.catch(() => undefined);
    opened = undefined;
    if (id !== undefined) await browser.windows.remove(id).catch(() => undefined);
  },
};

/** @returns the window that a background before this one has opened, if it is still there */
async function leftOpen(): Promise<number | undefined> {
  const popups = await browser.windows.getAll({ populate: true, windowTypes: ["popup"] });
  const url = browser.runtime.getURL(PAGE);
  return popups.find(({ tabs }) => tabs?.some((tab) => tab.url === url))?.id;
}

async function openNew(): Promise<number | undefined> {
  const window = await browser.windows.create({ type: "popup", url: browser.runtime.getURL(PAGE), ...SIZE });
  return window.id;
}

async function bringToFront(id: number | undefined): Promise<void> {
  if (id !== undefined) await browser.windows.update(id, { focused: true });
}

/** Calls the listener when the user closes the window that asks for consent. */
export function onConsentClosed(listener: () => void): void {
  browser.windows.onRemoved.addListener(async (id) => {
    if (id !== (await opened?.catch(() => undefined))) return;
    opened = undefined;
    listener();
  });
}

/** Calls the listener when the last private window has been closed. */
export function onPrivateClosed(listener: () => void): void {
  browser.windows.onRemoved.addListener(async () => {
    const windows = await browser.windows.getAll();
    if (!windows.some(({ incognito }) => incognito)) listener();
  });
}
