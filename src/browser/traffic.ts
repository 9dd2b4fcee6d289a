import browser, { type Runtime } from "webextension-polyfill";
import { isSeenFrom } from "../messaging/sender.ts";
import { type InspectorMessage, TRAFFIC_PORT } from "../messaging/traffic.ts";
import { frameOf, isOwn } from "./runtime.ts";
import { isInspectedRegistered, registerInspected } from "./scripting.ts";

/** The document of a reporting frame, as identified by the browser. */
interface TrafficSource {
  tabId: number;
  frameId: number;
  documentId: string;
  origin: string;
  /** Its address without query and fragment. */
  url?: string;
}

/** A port on which a frame reports. An inspector that does not want it does nothing: it may be for another. */
export interface TrafficPort {
  source: TrafficSource;
  /**
   * Tells the frame that this inspector watches; otherwise the frame closes the port after five seconds.
   * @param batch called with each message, unvalidated
   * @param gone called once the document is gone, or stops reporting
   */
  watch(batch: (message: unknown) => void, gone: () => void): void;
  /** Has the frame send a request in its widget's name. Does nothing once the port is closed. */
  send(request: object): void;
}

/**
 * Calls the listener for each frame that begins to report, from any tab that a window of this partition may show.
 * Unless the listener calls `watch` before it returns, earlier messages are lost.
 * @returns a function that stops it
 */
export function onTrafficPort(window: string, listener: (port: TrafficPort) => void): () => void {
  const connected = (port: Runtime.Port) => {
    const { sender } = port;
    if (port.name !== TRAFFIC_PORT || sender?.id !== browser.runtime.id || isOwn(sender.url)) return;
    const frame = frameOf(sender);
    if (!frame || !isSeenFrom(window, frame.partition)) return;
    const { partition: _, ...place } = frame;
    const source = { ...place, ...(URL.canParse(sender.url ?? "") && { url: addressIn(sender.url ?? "") }) };
    const say = (word: InspectorMessage) => {
      try {
        port.postMessage(word);
      } catch {
        // It was closed a moment ago.
      }
    };
    listener({
      source,
      watch(batch, gone) {
        port.onMessage.addListener((message) => batch(message));
        port.onDisconnect.addListener(() => gone());
        say({});
      },
      send: (request) => say({ send: request }),
    });
  };
  browser.runtime.onConnect.addListener(connected);
  return () => browser.runtime.onConnect.removeListener(connected);
}

/** @returns an address without query and fragment, which may contain secrets of the page, such as a call's key */
function addressIn(url: string): string {
  const { origin, protocol, pathname } = new URL(url);
  return origin === "null" ? protocol : origin + pathname;
}

/** The background's question to the extension's pages. */
const ARE_YOU = "inspecting?";

/** Answers the background's question whether an inspector is open. */
export function answerThatOneIsOpen(): void {
  const listener = (question: unknown) => (question === ARE_YOU ? Promise.resolve(true) : undefined);
  // The types demand a promise from every call; the polyfill itself takes `undefined` for "not answered here".
  browser.runtime.onMessage.addListener(listener as Runtime.OnMessageListenerAsync);
}

/**
 * Removes the inspector's script from new frames once no inspector is open. The background does that, because a closing
 * page cannot finish anything. A frame that still has the script connects once, without a receiver; that wakes
 * Chromium's worker, which then calls this.
 */
export async function forgetClosedInspector(): Promise<void> {
  if (!(await isInspectedRegistered())) return;
  const isOpen = await browser.runtime.sendMessage(ARE_YOU).catch(() => undefined);
  // If several tabs close at once, each finds the script registered, although the first has removed it.
  if (isOpen !== true) await registerInspected(false).catch(() => undefined);
}
