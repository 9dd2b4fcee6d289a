import { webcrypto } from "node:crypto";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { buildSync } from "esbuild";
import type { FrameSender } from "../../../src/messaging/sender.ts";

/** The script as pages get it: its parts keep what they know in variables of their own, and each window wants its own. */
const [script] = buildSync({
  entryPoints: [fileURLToPath(new URL("../../../src/content/host-script.ts", import.meta.url))],
  bundle: true,
  write: false,
  format: "iife",
}).outputFiles;

/** What one frame hears. */
export type Message = Record<string, unknown>;
interface MessageEvent {
  data: Message;
  source: unknown;
  origin: string;
  isTrusted: boolean;
  stopImmediatePropagation(): void;
}

/** A page in a window, as far as messages go. */
export interface Page {
  /** What the page has heard, in order, without what the script in front of it has kept from it. */
  heard: Message[];
  /** Until when it is busy, and hears nothing (epoch ms). */
  busyUntil: number;
  /** Calls the listener for each message that the page hears. */
  onMessage(listener: (data: Message) => void): void;
  /** Posts to the other window. */
  say(data: Message): void;
  /** Dispatches an event here that the page has fabricated, as if the other window had posted it. */
  makeUp(data: Message): void;
  /** Posts to itself. */
  sayToItself(data: Message): void;
  /** What the other window's script has posted here, and to which origin only. */
  posted: { data: Message; target: string }[];
}

/** Asks the background; the sender is the frame as the browser describes it. */
export type Ask = (message: unknown, sender: FrameSender) => Promise<unknown>;

/**
 * A widget's window within its host's, each with the content script in front of its page; `widgetHasScript` can take away the
 * widget's; `hostIsLate` has the host's page be there before its script. Mock setTimeout and Date first.
 */
export function twoFrames(
  ask: Ask,
  { widgetHasScript = true, hostIsLate = false } = {},
): { host: Page; widget: Page } {
  const host = aWindow("https://client.example", "HOST", ask);
  const widget = aWindow("https://widget.example", "WIDGET", ask, host.window);
  host.other = widget;
  widget.other = host;
  host.window.postdateIsLate = hostIsLate;
  host.run();
  if (widgetHasScript) widget.run();
  return { host: host.page, widget: widget.page };
}

function aWindow(origin: string, documentId: string, ask: Ask, parent?: Message) {
  const listeners: ((event: MessageEvent) => void)[] = [];
  const queue: MessageEvent[] = [];
  const global = vm.createContext({
    ...{
      crypto: webcrypto,
      Date,
      console,
      URL,
      clearTimeout: (timer: NodeJS.Timeout) => clearTimeout(timer),
    },
    ...{ setTimeout: (task: () => void, ms: number) => setTimeout(task, ms) },
    ...{
      location: { href: `${origin}/` },
      history: { state: null },
      document: { querySelectorAll: () => [] },
      performance: Object.assign(new EventTarget(), { now: () => Date.now() }),
      Event,
    },
    MutationObserver: class {
      observe() {}
    },
    MessageEvent: class {
      constructor(_: string, init: object) {
        Object.assign(this, init, { isTrusted: false });
      }
    },
  });
  const window = vm.runInContext("globalThis", global) as Message;
  const sender = { tabId: 1, frameId: parent ? 1 : 0, documentId, origin, partition: "default" };
  const self = {
    window,
    other: undefined as unknown as { window: Message; origin: string },
    origin,
    run: () => void vm.runInContext(script?.text ?? "", global),
    page: {
      heard: [] as Message[],
      busyUntil: 0,
      onMessage: (listener: (data: Message) => void) => listeners.push(({ data }) => listener(data)),
      say: (data: Message) => (self.other.window.postMessage as (data: Message) => void)(data),
      makeUp: (data: Message) => dispatch(data, { source: self.other.window, isTrusted: false }),
      sayToItself: (data: Message) => dispatch(data, { source: window, isTrusted: true }),
      posted: [] as Page["posted"],
    },
  };

  function next(): void {
    const busy = self.page.busyUntil - Date.now();
    if (busy > 0) return void setTimeout(next, busy);
    const event = queue.shift();
    if (!event) return;
    let stopped = false;
    event.stopImmediatePropagation = () => {
      stopped = true;
    };
    for (const listener of listeners) if (!stopped) listener(event);
    if (!stopped) self.page.heard.push(event.data);
  }

  function dispatch(data: Message, from: { source: unknown; isTrusted: boolean }): void {
    const event = { data: structuredClone(data), origin: self.other.origin, ...from };
    queue.push({ ...event, stopImmediatePropagation() {} });
    setImmediate(next);
  }

  Object.assign(window, {
    ...{ window, closed: false, length: parent ? 0 : 1, parent: parent ?? window },
    chrome: { runtime: { id: "postdate", sendMessage: (message: unknown) => ask(message, sender) } },
    addEventListener: (_: string, listener: (event: MessageEvent) => void) => listeners.push(listener),
    dispatchEvent: (event: MessageEvent) => queue.push(event) && setImmediate(next),
    // With two windows, whoever posts to one is the other; a script names the origin, and a page is taken to mean this one.
    postMessage(data: Message, target?: string) {
      if (target !== undefined) self.page.posted.push({ data, target });
      if (["*", origin, undefined].includes(target))
        dispatch(data, { source: self.other.window, isTrusted: true });
    },
  });
  if (parent) parent[0] = window;
  return self;
}

/** Lets time pass (ms), in small steps so that whatever was waiting can continue. */
export async function pass(ms: number): Promise<void> {
  for (let gone = 0; gone <= ms; gone += 50) {
    for (let turns = 0; turns < 10; turns += 1) await turn();
    mock.timers.tick(50);
  }
}

/** Takes this long (ms). */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
