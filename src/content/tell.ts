import type { TrafficBatch, TrafficEntry } from "../messaging/traffic.ts";
import { headOf } from "../messaging/traffic-head.ts";
import { type Notes, REMEMBERED } from "./observer.ts";

// How the inspector's script in a frame tells what is noted: soon, whole, and in its order.

/** @returns an entry with the head of its message alone */
export function withoutPayload(entry: TrafficEntry): TrafficEntry {
  if (!("message" in entry)) return entry;
  const { message, ...rest } = entry;
  return { ...rest, head: headOf(message) };
}

let channel: MessageChannel | undefined;

/** How long entries wait for others (ms). */
const SOON = 16;

/** Runs a task soon: timers of a page that nobody sees run once a second, or once a minute. Messages do not wait. */
export function soon(task: () => void): void {
  if (!document.hidden) {
    setTimeout(task, SOON);
    return;
  }
  channel ??= new MessageChannel();
  channel.port1.onmessage = task;
  channel.port2.postMessage(0);
}

/** @returns what is remembered of the entries before this number, in their order */
export function rememberedIn({ remembered }: Notes, until: number): TrafficEntry[] {
  const turn = until % REMEMBERED;
  return [...remembered.slice(turn), ...remembered.slice(0, turn)].filter((entry) => entry);
}

/** Posts entries, without their payload those that JSON has no words for. */
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
