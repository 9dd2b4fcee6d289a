import type { SessionOptions } from "./options.ts";
import type { FetchRequest, FetchResult } from "./shared-worker.ts";

/** @returns the function that makes the client's requests; undefined for the page's own `fetch` */
export async function fetchFor(requester: SessionOptions["requester"]): Promise<typeof fetch | undefined> {
  if (requester === "shared-worker") return throughSharedWorker(new SharedWorker("shared-worker.js").port);
  if (requester === "service-worker") await controlled();
  return undefined;
}

/** Makes each request in a worker, so it belongs to no tab. An abort only ends the wait. */
function throughSharedWorker(port: MessagePort): typeof fetch {
  const waiting = new Map<number, (answer: FetchResult) => void>();
  let asked = 0;
  port.onmessage = ({ data }: MessageEvent<FetchResult>) => {
    waiting.get(data.id)?.(data);
    waiting.delete(data.id);
  };
  return (url, { method = "GET", headers, body, signal } = {}) =>
    new Promise((resolve, reject) => {
      const id = ++asked;
      waiting.set(id, ({ failure, status = 0, type, text }) => {
        if (failure !== undefined) reject(new TypeError(failure));
        else resolve(new Response(text ?? null, { status, headers: { "Content-Type": type ?? "" } }));
      });
      signal?.addEventListener("abort", () => reject(signal.reason));
      const request: FetchRequest = {
        id,
        method,
        url: String(url),
        headers: [...new Headers(headers)],
        ...(typeof body === "string" && { body }),
      };
      port.postMessage(request);
    });
}

/** Resolves once the service worker answers this page's requests. */
async function controlled(): Promise<void> {
  const { serviceWorker } = navigator;
  const taken = new Promise<void>((resolve) => {
    if (serviceWorker.controller) resolve();
    else serviceWorker.addEventListener("controllerchange", () => resolve(), { once: true });
  });
  await serviceWorker.register("service-worker.js");
  await taken;
}
