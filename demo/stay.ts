import type { TestBrowser } from "../test/environment/browser/browsers.ts";
import { type Demo, GRACE_MS, type Shown } from "./demo.ts";
import { bobsView, inWords, isLastWill } from "./room-view.ts";

/**
 * Prints what Bob sees until `signal`, or until the last browser is closed and the homeserver has no last will left to
 * send.
 */
export async function stay(
  { narrator }: Pick<Demo, "narrator">,
  { stage, browsers }: Shown,
  signal: AbortSignal,
): Promise<void> {
  const ending = new AbortController();
  const end = () => ending.abort();
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });

  /** The state keys of the last wills that the homeserver has yet to send. */
  let awaited: Set<string> | undefined;
  const closing = Promise.all(browsers.map((browser) => closed(browser, ending.signal))).then(async () => {
    if (ending.signal.aborted) return;
    const pending = await stage.aliceElsewhere.delayedEvents();
    if (pending.length === 0) return end();
    awaited = new Set(pending.map(({ state_key = "" }) => state_key));
    const last = Math.max(...pending.map(({ running_since, delay }) => running_since + delay));
    narrator.note("No browser is left. The homeserver still holds what was left behind:");
    // Without this timer, the demo would wait for ever for an event that Bob saw while the list was being fetched.
    const timer = setTimeout(end, last - Date.now() + GRACE_MS);
    ending.signal.addEventListener("abort", () => clearTimeout(timer), { once: true });
  });

  const telling = async () => {
    for await (const event of bobsView(stage, ending.signal)) {
      narrator.note(`Bob sees: ${inWords(event)} ${event.event_id}`);
      if (isLastWill(event)) awaited?.delete(event.state_key ?? "");
      if (awaited?.size === 0) end();
    }
  };
  await Promise.all([telling(), closing]);
}

/** Resolves when the user has closed the browser, or at `signal`. */
function closed({ puppeteer }: TestBrowser, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
    puppeteer.once("disconnected", () => resolve());
    if (!puppeteer.connected || signal.aborted) resolve();
  });
}
