import type { Conversation, Row } from "./log/row.ts";
import type { TrafficLog } from "./log/traffic-log.ts";

/** @returns the rows of each conversation, in the order of the conversations and of the serials */
export function rowsByConversation(log: TrafficLog): { conversation: Conversation; rows: Row[] }[] {
  const found = new Map<number, Row[]>();
  for (let serial = Math.max(1, log.first); serial <= log.last; serial += 1) {
    const row = log.row(serial);
    if (!row) continue;
    const rows = found.get(row.conversation);
    if (rows) rows.push(row);
    else found.set(row.conversation, [row]);
  }
  return log
    .conversations()
    .map((conversation) => ({ conversation, rows: found.get(conversation.id) ?? [] }));
}

/** @returns the rows of one conversation, in the order of their serials */
export function rowsOf(log: TrafficLog, conversation: number): Row[] {
  const rows: Row[] = [];
  for (let serial = Math.max(1, log.first); serial <= log.last; serial += 1) {
    const row = log.row(serial);
    if (row?.conversation === conversation) rows.push(row);
  }
  return rows;
}

/** @returns when the last message of a log was heard (epoch ms); 0 if there is none */
export function endOf(log: TrafficLog): number {
  let end = 0;
  for (let serial = Math.max(1, log.first); serial <= log.last; serial += 1) {
    const { at = 0, reply } = log.row(serial) ?? {};
    end = Math.max(end, at, reply?.delivered?.at ?? reply?.sent?.at ?? 0);
  }
  return end;
}
