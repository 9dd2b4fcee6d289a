/** A service worker that repeats each of its pages' requests, as some do to change or count them. */
interface ServiceWorker extends EventTarget {
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
}
interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends Event {
  request: Request;
  respondWith(response: Promise<Response>): void;
}

const worker = globalThis as unknown as ServiceWorker;
worker.addEventListener("install", () => void worker.skipWaiting());
worker.addEventListener("activate", (event) => (event as ExtendableEvent).waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request, respondWith } = event as FetchEvent;
  respondWith.call(event, fetch(request));
});
