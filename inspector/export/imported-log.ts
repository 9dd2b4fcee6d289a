import type { TrafficLog } from "../log/traffic-log.ts";
import type { Imported } from "./read.ts";

/** @returns a file's rows as a log for the views; nothing is ever added to it */
export function createImportedLog({ rows, conversations, head }: Imported): TrafficLog {
  const bySerial = new Map(rows.map((row) => [row.serial, row]));
  const byId = new Map(conversations.map((conversation) => [conversation.id, conversation]));
  return {
    take: () => ({ added: [], changed: [] }),
    tick: () => [],
    row: (serial) => bySerial.get(serial),
    conversation: (id) => byId.get(id),
    conversations: () => conversations,
    first: rows[0]?.serial ?? 0,
    last: rows.at(-1)?.serial ?? 0,
    fellOut: head?.fellOut ?? { rows: 0, payloads: 0 },
  };
}
