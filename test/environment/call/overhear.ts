import type { Page } from "puppeteer-core";

/** A request of the call to its host, and its outcome. Times are in epoch ms. */
export interface CallRequest {
  requestId: string;
  action: string;
  data: { action?: string; delay?: number; delay_id?: string; type?: string; [name: string]: unknown };
  at: number;
  /** The messages to the call, in order: one answer, preceded by those that a content script kept from the call. */
  answers: unknown[];
  /** When the last answer came. Both are missing before that. */
  answeredAt?: number;
  response?: { error?: { message: string }; delay_id?: string; [name: string]: unknown };
}

declare global {
  interface Window {
    overheard: CallRequest[];
  }
}

/**
 * Records the requests to the host and the answers in each page of a call that loads from now on. A window calls its
 * listeners in order, and this one comes before any content script's, so it also gets messages that those keep from the
 * call.
 */
export async function overhearCalls(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(() => {
    // The address cannot tell: a frame on the client's own origin may still have its initial window, about:blank.
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
      // Never the same object twice: WebDriver BiDi serializes the second one without its contents.
      asked.answers.push(structuredClone(data.response));
      Object.assign(asked, { answeredAt: Date.now(), response: data.response });
    });
  });
}
