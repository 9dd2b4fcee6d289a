import type { Row } from "./log/row.ts";
import type { TrafficLog } from "./log/traffic-log.ts";
import type { Among } from "./message-list.ts";
import { delayIdOf } from "./readings/delays.ts";
import { threadOf } from "./readings/thread.ts";
import { rowsOf } from "./rows.ts";
import type { Thread } from "./state.ts";

/** Says whether a row is about a delay that has an id by now, so that there is a thread of it. */
export function isAboutDelay(row: Row): boolean {
  return delayIdOf(row) !== undefined;
}

/** @returns which rows are in a thread, also of those to come; all of them if there is none */
export function rowsOfThread(thread: Thread | undefined, log: TrafficLog): Among {
  const from = thread && log.row(thread.from);
  if (!from) return () => true;
  const delayId = thread.of === "delay" ? delayIdOf(from) : undefined;
  return (row) =>
    row.conversation === from.conversation && (delayId === undefined || delayIdOf(row) === delayId);
}

/** @returns for each row of a thread how long after the one before it came (ms), by serials */
export function timesInThread(thread: Thread | undefined, log: TrafficLog): ReadonlyMap<number, number> {
  const from = thread && log.row(thread.from);
  if (!from) return new Map();
  const by = thread.of === "delay" ? "delay" : "conversation";
  const rows = threadOf(from, rowsOf(log, from.conversation), by);
  return new Map(rows.map(({ serial, since = 0 }) => [serial, since]));
}
