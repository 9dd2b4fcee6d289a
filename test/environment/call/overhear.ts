import type { Page } from "puppeteer-core";

/** A request of the call to its host, and what came of it. Times are milliseconds since 1970. */
export interface CallRequest {
  requestId: string;
  action: string;
  data: { action?: string; delay?: number; delay_id?: string; type?: string; [name: string]: unknown };
  at: number;
  /** What came for the call, one after another: one answer, and before it what a content script has kept from the call. */
  answers: unknown[];
  /** When the last answer came; neither is there while it is awaited. */
  answeredAt?: number;
  response?: { error?: { message: string }; delay_id?: string; [name: string]: unknown };
}

declare global {
  interface Window {
    overheard: CallRequest[];
  }
}

/**
 * Notes in each page of a call that will be loaded what it asks its host, and the answers. A window calls its listeners in
 * their order, and this one stands before any content script's: it hears, too, what those keep from the call.
 */
export async function overhearCalls(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(() => {
    // Not by the address: a frame of the client's own origin may have its first window, about:blank, still.
    if (window.parent === window) return;
    const requests: CallRequest[] = [];
    window.overheard = requests;
    const host = window.parent;
    const spokenTo = {
      postMessage(message: CallRequest & { api?: string }, ...rest: [string]) {
        if (message.api === "fromWidget" && message.response === undefined)
          requests.push({ ...message, answers: [], at: Date.now() });
        host.postMessage(message, ...rest);
      },
    };
    Object.defineProperty(window, "parent", { get: () => spokenTo });

    window.addEventListener("message", ({ data }) => {
      if (data?.api !== "fromWidget" || data.response === undefined) return;
      const asked = requests.find(({ requestId }) => requestId === data.requestId);
      if (!asked) return;
      asked.answers.push(data.response);
      Object.assign(asked, { answeredAt: Date.now(), response: data.response });
    });
  });
}
