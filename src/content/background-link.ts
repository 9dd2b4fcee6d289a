import type { FrameMessage } from "../messaging/contract.ts";

/** The one browser API that content scripts use; promises and all, it has this name in both browsers. */
declare const chrome: {
  runtime?: { id?: string; sendMessage(message: unknown): Promise<unknown> };
};

/** What came of a question to the background; `value` is the answer, if there was one. */
export interface Answer {
  /**
   * - `silence`: no answer in time, or none at all: the worker died, or the message could not be sent.
   * - `orphaned`: the extension was updated, reloaded or switched off under this page; nobody answers until a reload.
   */
  kind: "answered" | "silence" | "orphaned";
  value?: unknown;
}

/** Says whether the extension was updated, reloaded or switched off under this page. */
export function isOrphaned(): boolean {
  return !chrome.runtime?.id;
}

/**
 * Asks the background. It never rejects.
 * @param within milliseconds until it stops waiting
 */
export async function askBackground(message: FrameMessage, within: number): Promise<Answer> {
  if (!chrome.runtime?.id) return { kind: "orphaned" };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => resolve({ kind: "silence" }), within);
  });
  try {
    const answered = chrome.runtime
      .sendMessage(message)
      // Of a background that dies before it has begun, Chromium says that it answered, and nothing.
      .then((value): Answer => (value == null ? { kind: "silence" } : { kind: "answered", value }));
    return await Promise.race([answered, silence]);
  } catch {
    return chrome.runtime?.id ? { kind: "silence" } : { kind: "orphaned" };
  } finally {
    clearTimeout(timer);
  }
}
