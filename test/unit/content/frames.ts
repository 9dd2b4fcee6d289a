import { webcrypto } from "node:crypto";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { buildSync } from "esbuild";
import type { FrameSender } from "../../../src/messaging/sender.ts";
import type { InspectorMessage, TrafficBatch } from "../../../src/messaging/traffic.ts";

/**
 * The scripts as pages get them, one copy for each window, because they keep their state in module variables.
 */
const [script, inspected] = ["host-script", "inspected"].map(
  (name) =>
    buildSync({
      entryPoints: [fileURLToPath(new URL(`../../../src/content/${name}.ts`, import.meta.url))],
      bundle: true,
      write: false,
      format: "iife",
    }).outputFiles[0],
);

/** A message that a frame hears. */
export type Message = Record<string, unknown>;
interface MessageEvent {
  data: Message;
  source: unknown;
  origin: string;
  isTrusted: boolean;
  stopImmediatePropagation(): void;
}

/** A page in a window, reduced to its messages. */
export interface Page {
  /** The messages that the page has heard, in order, without those that our script has kept from it. */
  heard: Message[];
  /** Until when the page is busy and hears nothing (epoch ms). */
  busyUntil: number;
  /** Calls the listener for each message that the page hears. */
  onMessage(listener: (data: Message) => void): void;
  /** Posts to the other window. */
  say(data: Message): void;
  /** Dispatches a fabricated event here, as if the other window had posted it. */
  makeUp(data: Message): void;
  /** Posts to itself. */
  sayToItself(data: Message): void;
  /** The messages that the other window's script has posted here, and to which origin. */
  posted: { data: Message; target: string }[];
  /** Runs the inspector's script before the page. */
  inspect(): void;
  /** The ports that its scripts have opened. */
  ports: Port[];
  /** The page is hidden. */
  hide(): void;
  /** The page goes into the back/forward cache, or is left for good. Its ports close. */
  leave(persisted: boolean): void;
  /** The page comes back from the cache. */
  comeBack(): void;
}

/** A channel within a window, whose messages do not wait for a timer. */
function aChannel() {
  const port1 = { onmessage() {} };
  return { port1, port2: { postMessage: () => void setImmediate(() => port1.onmessage()) } };
}

/** The inspector's end of a port. */
export interface Port {
  batches: TrafficBatch[];
  isOpen: boolean;
  say(word: InspectorMessage): void;
  close(): void;
}

function aPort() {
  const hearers: ((word: InspectorMessage) => void)[] = [];
  const closers: (() => void)[] = [];
  const port: Port = {
    batches: [],
    isOpen: true,
    say: (word) => hearers.forEach((hear) => void hear(word)),
    close() {
      port.isOpen = false;
      for (const close of closers) close();
    },
  };
  const inFrame = {
    postMessage: (batch: TrafficBatch) => void port.batches.push(JSON.parse(JSON.stringify(batch))),
    disconnect() {
      port.isOpen = false;
    },
    onMessage: { addListener: (hear: (word: InspectorMessage) => void) => hearers.push(hear) },
    onDisconnect: { addListener: (close: () => void) => closers.push(close) },
  };
  return { port, inFrame };
}

/** Asks the background; the sender is the frame as the browser describes it. */
export type Ask = (message: unknown, sender: FrameSender) => Promise<unknown>;

/**
 * A widget's window within its host's, each with its content script running before its page. `widgetHasScript: false`
 * leaves out the widget's; with `hostIsLate`, the host's page is open before its script. Mock setTimeout and Date
 * first.
 */
export function twoFrames(
  ask: Ask,
  { widgetHasScript = true, hostIsLate = false } = {},
): { host: Page; widget: Page; injectScript(): void } {
  const host = aWindow("https://client.example", "HOST", ask);
  const widget = aWindow("https://widget.example", "WIDGET", ask, host.window);
  host.other = widget;
  widget.other = host;
  host.window.postdateIsLate = hostIsLate;
  host.run();
  if (widgetHasScript) widget.run();
  return {
    host: host.page,
    widget: widget.page,
    /** The widget's page, which is already open, gets its script. */
    injectScript() {
      widget.window.postdateIsLate = true;
      widget.run();
    },
  };
}

function aWindow(origin: string, documentId: string, ask: Ask, parent?: Message) {
  const listeners: ((event: MessageEvent) => void)[] = [];
  const shownAndHidden = new EventTarget();
  const shift = (name: string, persisted: boolean) =>
    shownAndHidden.dispatchEvent(Object.assign(new Event(name), { persisted }));
  const queue: MessageEvent[] = [];
  const document = { hidden: false };
  const global = vm.createContext({
    crypto: webcrypto,
    Date,
    console,
    URL,
    clearTimeout: (timer: NodeJS.Timeout) => clearTimeout(timer),
    setTimeout: (task: () => void, ms: number) => setTimeout(task, ms),
    location: { href: `${origin}/` },
    history: { state: null },
    document: Object.assign(document, { querySelectorAll: () => [] }),
    MessageChannel: aChannel,
    performance: Object.assign(new EventTarget(), { now: () => Date.now() }),
    Event,
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
      inspect: () => void vm.runInContext(inspected?.text ?? "", global),
      ports: [] as Port[],
      hide() {
        document.hidden = true;
      },
      leave: (persisted: boolean) => void shift("pagehide", persisted),
      comeBack: () => void shift("pageshow", true),
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
    window,
    closed: false,
    length: parent ? 0 : 1,
    parent: parent ?? window,
    chrome: {
      runtime: {
        id: "postdate",
        sendMessage: (message: unknown) => ask(message, sender),
        connect() {
          const { port, inFrame } = aPort();
          self.page.ports.push(port);
          return inFrame;
        },
      },
    },
    addEventListener(name: string, listener: (event: MessageEvent) => void, options?: object) {
      if (name.startsWith("page"))
        shownAndHidden.addEventListener(name, listener as unknown as EventListener, options);
      else listeners.push(listener);
    },
    dispatchEvent: (event: MessageEvent) => queue.push(event) && setImmediate(next),
    // With two windows, the sender is always the other one. A script names the target origin; a page means this one.
    postMessage(data: Message, target?: string) {
      if (target !== undefined) self.page.posted.push({ data, target });
      if (["*", origin, undefined].includes(target))
        dispatch(data, { source: self.other.window, isTrusted: true });
    },
  });
  if (parent) parent[0] = window;
  return self;
}

/** Lets time pass (ms), in small steps so that waiting code can continue. */
export async function pass(ms: number): Promise<void> {
  for (let gone = 0; gone <= ms; gone += 50) {
    for (let turns = 0; turns < 10; turns += 1) await turn();
    mock.timers.tick(50);
  }
}

/** Resolves after this long (ms). */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
