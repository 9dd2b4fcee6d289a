import {
  type InspectorMessage,
  TRAFFIC_PORT,
  type TrafficBatch,
  type TrafficEntry,
} from "../messaging/traffic.ts";
import { type InspectorMarks, REMEMBERED } from "./observer.ts";
import { sendAgain } from "./send-again.ts";
import { post, rememberedIn, soon, withoutPayload } from "./tell.ts";

// An inspector injects this script: into the frames that exist when it opens, and into each new frame before the page's
// own scripts. The script reports what the content script notes, over a port that the inspector itself receives. It
// connects only where there is widget traffic, and once each time it is run: a port that nobody receives wakes
// Chromium's worker.

interface Port {
  postMessage(batch: TrafficBatch): void;
  disconnect(): void;
  onMessage: { addListener(listener: (word: InspectorMessage) => void): void };
  onDisconnect: { addListener(listener: () => void): void };
}
declare const chrome: { runtime?: { connect(options: { name: string }): Port } };

/** Maximum number of entries in one batch. */
const AT_ONCE = 200;
/** How long an inspector may take to say that it watches this frame (ms). */
const WATCHES_WITHIN = 5_000;

const marks = globalThis as InspectorMarks;
function watch(): void {
  let port: Port | undefined;
  let batch: TrafficEntry[] = [];
  let next = 0;

  const hear = (number: number, entry: TrafficEntry) => {
    if (!port) connect(number);
    if (!port) return;
    batch.push(entry);
    next = number + 1;
    if (batch.length === 1) soon(flush);
    // Not at once: the roles that hear a message have yet to say whether it is kept.
    else if (batch.length === AT_ONCE) void Promise.resolve().then(flush);
  };
  marks.postdateWatcher = hear;
  marks.postdateReconnect = () => {
    flush();
    const before = port;
    if (before) start();
    // Only now, so that its inspector knows that this frame goes on.
    if (before !== port) before?.disconnect();
  };
  // A page in the back/forward cache loses its ports. So it closes them itself, and watches again once it is shown.
  addEventListener("pagehide", ({ persisted }) => {
    if (!persisted || marks.postdateWatcher !== hear) return;
    flush();
    port?.disconnect();
    port = undefined;
    marks.postdateWatcher = undefined;
    addEventListener("pageshow", begin, { once: true });
  });
  start();

  /** Connects if there was traffic, and repeats the entries that stay true. */
  function start(): void {
    const { postdateNotes: noted } = marks;
    if (!noted?.next) return;
    connect(noted.next);
    for (const entry of Object.values(noted.durable)) hear(noted.next++, entry);
  }

  /** Opens a port, and posts the remembered entries before this number. */
  function connect(until: number): void {
    const { postdateNotes: notes } = marks;
    let opened: Port | undefined;
    try {
      opened = chrome.runtime?.connect({ name: TRAFFIC_PORT });
    } catch {}
    port = opened;
    if (!opened || !notes) {
      marks.postdateWatcher = undefined;
      return;
    }
    const close = () => {
      clearTimeout(unwanted);
      if (port !== opened) return;
      port = undefined;
      // From now on heads are remembered again. An inspector that opens later injects this file again.
      marks.postdateWatcher = undefined;
    };
    const leave = () => {
      opened.disconnect();
      close();
    };
    const unwanted = setTimeout(leave, WATCHES_WITHIN);
    opened.onDisconnect.addListener(close);
    opened.onMessage.addListener(({ send }) => {
      clearTimeout(unwanted);
      if (send) void sendAgain(send, notes);
    });
    const entries = rememberedIn(notes, until);
    if (entries.length > 0) post(opened, { from: until - entries.length, entries });
  }

  /** Posts the batch. The heads are remembered as well, for an inspector that opens later. */
  function flush(): void {
    const entries = batch;
    batch = [];
    const from = next - entries.length;
    const { postdateNotes: notes } = marks;
    if (notes)
      for (const [index, entry] of entries.entries())
        notes.remembered[(from + index) % REMEMBERED] = withoutPayload(entry);
    if (entries.length > 0 && port) post(port, { from, entries });
  }
}

function begin(): void {
  if (marks.postdateWatcher) marks.postdateReconnect?.();
  else watch();
}

begin();
