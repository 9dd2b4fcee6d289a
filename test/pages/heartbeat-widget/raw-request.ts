import type { HeartbeatOptions } from "./options.ts";

let count = 0;

/**
 * Posts a message to the host without the widget library.
 *
 * An object gets `api: "fromWidget"`, the widget's id and a new `requestId` if it lacks them, unless it is posted
 * `verbatim`. If the posted message has a `requestId`, the answer is the first message with the same one and a
 * `response`; otherwise, the answer is the next message.
 * @param timeoutMs how long to wait; the reference transport waits 10 s
 * @returns the whole answer
 * @throws an Error without an answer in time, or the DataCloneError of a message that cannot be posted
 */
export async function rawRequest(
  options: HeartbeatOptions,
  message: unknown,
  timeoutMs = 11_000,
  verbatim = false,
): Promise<unknown> {
  const posted = !verbatim && isObject(message) ? completed(options, message) : message;
  const requestId = isObject(posted) ? posted.requestId : undefined;
  return new Promise((resolve, reject) => {
    const settled = new AbortController();
    const timer = setTimeout(() => {
      settled.abort();
      reject(new Error(`No answer within ${timeoutMs} ms`));
    }, timeoutMs);
    const onMessage = ({ data }: MessageEvent) => {
      const isAnswer =
        requestId === undefined || (isObject(data) && data.requestId === requestId && "response" in data);
      if (!isAnswer) return;
      clearTimeout(timer);
      settled.abort();
      resolve(data);
    };
    window.addEventListener("message", onMessage, { signal: settled.signal });
    try {
      window.parent.postMessage(posted, options.hostOrigin);
    } catch (thrown) {
      clearTimeout(timer);
      settled.abort();
      reject(thrown);
    }
  });
}

function completed({ widgetId }: HeartbeatOptions, message: Record<string, unknown>) {
  return { api: "fromWidget", widgetId, requestId: `raw-${Date.now()}-${++count}`, ...message };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
