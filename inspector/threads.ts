import type { Row } from "./log/row.ts";
import type { TrafficLog } from "./log/traffic-log.ts";
import type { Among } from "./message-list.ts";
import type { Thread } from "./state.ts";

/** PLACEHOLDER until the readings are merged. @returns the rows of a thread; all of them if there is none */
export function rowsOfThread(thread: Thread | undefined, log: TrafficLog): Among {
  const from = thread && log.row(thread.from);
  return from ? (row) => row.conversation === from.conversation : () => true;
}

export function delayIn(row: Row): string | undefined {
  const reply = row.reply?.sent ?? row.reply?.delivered;
  const id = (reply?.payload as { response?: { delay_id?: unknown } } | undefined)?.response?.delay_id;
  return typeof id === "string" ? id : undefined;
}
