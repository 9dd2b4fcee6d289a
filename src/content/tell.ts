import type { TrafficBatch, TrafficEntry } from "../messaging/traffic.ts";
import { headOf } from "../messaging/traffic-head.ts";
import { type Notes, REMEMBERED } from "./observer.ts";

// How the inspector's script in a frame reports entries: soon, complete, and in order.

/** @returns an entry with only the head of its message */
export function withoutPayload(entry: TrafficEntry): TrafficEntry {
  if (!("message" in entry)) return entry;
  const { message, ...rest } = entry;
  return { ...rest, head: headOf(message) };
}

let channel: MessageChannel | undefined;

/** How long the first entry of a batch waits for others (ms). */
const SOON = 16;

/** Runs a task soon. In a hidden page, where timers run once a second or once a minute, a message triggers it. */
export function soon(task: () => void): void {
  if (!document.hidden) {
    setTimeout(task, SOON);
    return;
  }
  channel ??= new MessageChannel();
  channel.port1.onmessage = task;
  channel.port2.postMessage(0);
}

/** @returns the remembered entries before this number, in order */
export function rememberedIn({ remembered }: Notes, until: number): TrafficEntry[] {
  const turn = until % REMEMBERED;
  return [...remembered.slice(turn), ...remembered.slice(0, turn)].filter((entry) => entry);
}

/** Posts entries. One that cannot be posted as JSON goes without its payload. */
export function post(
  port: { postMessage(batch: TrafficBatch): void },
  { from, entries }: TrafficBatch,
): void {
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
