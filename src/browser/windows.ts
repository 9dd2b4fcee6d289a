import browser from "webextension-polyfill";

const PAGE = "consent/consent.html";
const SIZE = { width: 440, height: 480 };

/** The window's id, once the browser has made it. */
let opened: Promise<number | undefined> | undefined;

/** The small window that asks for consent. There is one at a time. */
export const consentWindow = {
  /** Opens it, or brings it to the front. */
  async open(): Promise<void> {
    if (!opened) {
      opened = browser.windows
        .create({ type: "popup", url: browser.runtime.getURL(PAGE), ...SIZE })
        .then((window) => window.id);
      // What did not open is tried anew the next time.
      opened.catch(() => {
        opened = undefined;
      });
      await opened;
      return;
    }
    const id = await opened;
    if (id !== undefined) await browser.windows.update(id, { focused: true });
  },

  /** Closes it, if it is open. */
  async close(): Promise<void> {
    const id = await opened?.catch(() => undefined);
    opened = undefined;
    if (id !== undefined) await browser.windows.remove(id).catch(() => undefined);
  },
};

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
