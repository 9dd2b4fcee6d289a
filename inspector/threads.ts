import type { Row } from "./log/row.ts";
import type { TrafficLog } from "./log/traffic-log.ts";
import type { Among } from "./message-list.ts";
import { delayIdOf } from "./readings/delays.ts";
import { threadOf } from "./readings/thread.ts";
import { rowsOf } from "./rows.ts";
import type { Thread } from "./state.ts";

/** Says whether a row is about a delay with a known id, so that the delay has a thread. */
export function isAboutDelay(row: Row): boolean {
  return delayIdOf(row) !== undefined;
}

/**
 * @returns a function that says whether a row, even a future one, is in a thread; all rows are if there is no thread
 */
export function rowsOfThread(thread: Thread | undefined, log: TrafficLog): Among {
  const from = thread && log.row(thread.from);
  if (!from) return () => true;
  const delayId = thread.of === "delay" ? delayIdOf(from) : undefined;
  return (row) =>
    row.conversation === from.conversation && (delayId === undefined || delayIdOf(row) === delayId);
}

/** @returns the time between each row of a thread and the row before (ms), by serials */
export function timesInThread(thread: Thread | undefined, log: TrafficLog): ReadonlyMap<number, number> {
  const from = thread && log.row(thread.from);
  if (!from) return new Map();
  const by = thread.of === "delay" ? "delay" : "conversation";
  const rows = threadOf(from, rowsOf(log, from.conversation), by);
  return new Map(rows.map(({ serial, since = 0 }) => [serial, since]));
}
