import {
  TRAFFIC_PORT,
  type TrafficBatch,
  type TrafficEntry,
  type WordToFrame,
} from "../messaging/traffic.ts";
import { headOf } from "../messaging/traffic-head.ts";
import { type InspectorMarks, type Notes, REMEMBERED } from "./observer.ts";
import { sendAgain } from "./send-again.ts";

// An inspector has this run: in the frames that are there when it opens, and in each new one before its page's own
// scripts. It tells what the other script notes, over a port that the inspector itself receives. It connects only
// where there is widget traffic, and once for each call: a port that nobody receives wakes Chromium's worker.

interface Port {
  postMessage(batch: TrafficBatch): void;
  disconnect(): void;
  onMessage: { addListener(listener: (word: WordToFrame) => void): void };
  onDisconnect: { addListener(listener: () => void): void };
}
declare const chrome: { runtime?: { connect(options: { name: string }): Port } };

/** The most entries in one batch, and how long the first may wait for others (ms). */
const AT_ONCE = 200;
const SOON = 16;
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
    // Not at once: whoever hears a message has yet to say whether it is kept.
    else if (batch.length === AT_ONCE) void Promise.resolve().then(flush);
  };
  marks.postdateWatcher = hear;
  marks.postdateReconnect = () => {
    flush();
    const before = port;
    if (before) begin();
    // Only now, so that whoever heard it knows that this frame goes on.
    if (before !== port) before?.disconnect();
  };
  begin();

  /** Connects if there was traffic, and says again what stays true. */
  function begin(): void {
    const { postdateNotes: noted } = marks;
    if (!noted?.next) return;
    connect(noted.next);
    for (const entry of Object.values(noted.lasting)) hear(noted.next++, entry);
  }

  /** Opens a port, and tells what is remembered of the entries before this number. */
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
      // From now on heads are remembered again. An inspector that opens later runs this file anew.
      marks.postdateWatcher = undefined;
    };
    const unwanted = setTimeout(() => {
      opened.disconnect();
      close();
    }, WATCHES_WITHIN);
    opened.onDisconnect.addListener(close);
    opened.onMessage.addListener(({ send }) => {
      clearTimeout(unwanted);
      if (send) void sendAgain(send, notes);
    });
    const entries = rememberedIn(notes, until);
    if (entries.length > 0) post(opened, { from: until - entries.length, entries });
  }

  /** Heads are remembered while somebody watches, too: for an inspector that opens later. */
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

function withoutPayload(entry: TrafficEntry): TrafficEntry {
  if (!("message" in entry)) return entry;
  const { message, ...rest } = entry;
  return { ...rest, head: headOf(message) };
}

let channel: MessageChannel | undefined;

/** Timers of a page that nobody sees run once a second, or once a minute. Messages do not wait. */
function soon(task: () => void): void {
  if (!document.hidden) {
    setTimeout(task, SOON);
    return;
  }
  channel ??= new MessageChannel();
  channel.port1.onmessage = task;
  channel.port2.postMessage(0);
}

/** @returns what is remembered of the entries before this number, in their order */
function rememberedIn({ remembered }: Notes, until: number): TrafficEntry[] {
  const turn = until % REMEMBERED;
  return [...remembered.slice(turn), ...remembered.slice(0, turn)].filter((entry) => entry);
}

/** Posts entries, without their payload those that JSON has no words for. */
function post(port: Port, { from, entries }: TrafficBatch): void {
  try {
    port.postMessage({ from, entries });
  } catch {
    if (entries.length > 1) {
      for (const [index, entry] of entries.entries()) post(port, { from: from + index, entries: [entry] });
      return;
    }
    const [entry] = entries;
    if (entry && "message" in entry) post(port, { from, entries: [withoutPayload(entry)] });
  }
}

if (marks.postdateWatcher) marks.postdateReconnect?.();
else watch();
