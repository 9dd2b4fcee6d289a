import type { Conversation, Row } from "./log/row.ts";
import type { TrafficLog } from "./log/traffic-log.ts";

/** What a file holds. */
export interface FileContents {
  conversations: readonly Conversation[];
  rows: readonly Row[];
}

/** @returns a file's rows as a log in which nothing happens any more */
export function fileLog({ conversations, rows }: FileContents): TrafficLog {
  const bySerial = new Map(rows.map((row) => [row.serial, row]));
  const byId = new Map(conversations.map((conversation) => [conversation.id, conversation]));
  const serials = [...bySerial.keys()].sort((a, b) => a - b);
  return {
    take: () => ({ added: [], changed: [] }),
    tick: () => [],
    row: (serial) => bySerial.get(serial),
    conversation: (id) => byId.get(id),
    conversations: () => conversations,
    first: serials[0] ?? 0,
    last: serials.at(-1) ?? 0,
    fellOut: { rows: 0, payloads: 0 },
  };
}
