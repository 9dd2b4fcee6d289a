import type { FrameMessage } from "../messaging/frame-contract.ts";

/** The only browser API that every content script uses. Both browsers have it under this name, with promises. */
declare const chrome: {
  runtime?: { id?: string; sendMessage(message: unknown): Promise<unknown> };
};

/** The result of a question to the background; `value` is the answer, if there was one. */
export interface BackgroundAnswer {
  /**
   * - `silence`: no answer, or not in time: the background died, or the message could not be sent.
   * - `orphaned`: the extension was updated, reloaded or switched off under this page; nobody answers until a reload.
   */
  kind: "answered" | "silence" | "orphaned";
  value?: unknown;
}

/** Says whether the extension was updated, reloaded or switched off under this page. */
export function isOrphaned(): boolean {
  return !chrome.runtime?.id;
}

/** How many times to ask a background that dies. */
const TRIES = 3;
/** The minimum time left for another try (ms): the background has to start first. */
const WORTH_TRYING = 300;

/**
 * Asks the background, and asks again if it dies meanwhile.
 * @param question gets the milliseconds that are left; asking it twice must do no harm
 * @param within milliseconds in all
 */
export async function askAgain(
  question: (left: number) => FrameMessage,
  within: number,
): Promise<BackgroundAnswer> {
  const deadline = performance.now() + within;
  let answer: BackgroundAnswer = { kind: "silence" };
  for (let tries = TRIES; tries > 0 && answer.kind === "silence"; tries -= 1) {
    const left = deadline - performance.now();
    if (left < WORTH_TRYING) break;
    answer = await askBackground(question(left), left);
  }
  return answer;
}

/**
 * Asks the background. Never rejects.
 * @param within milliseconds until it stops waiting
 */
export async function askBackground(message: FrameMessage, within: number): Promise<BackgroundAnswer> {
  if (!chrome.runtime?.id) return { kind: "orphaned" };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<BackgroundAnswer>((resolve) => {
    timer = setTimeout(() => resolve({ kind: "silence" }), within);
  });
  try {
    const answered = chrome.runtime
      .sendMessage(message)
      // If a background dies before it has begun, Chromium says that it answered, with nothing.
      .then((value): BackgroundAnswer => (value == null ? { kind: "silence" } : { kind: "answered", value }));
    return await Promise.race([answered, silence]);
  } catch {
    return chrome.runtime?.id ? { kind: "silence" } : { kind: "orphaned" };
  } finally {
    clearTimeout(timer);
  }
}
