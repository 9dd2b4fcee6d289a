import type { Conversation, Row } from "../log/row.ts";
import { withSaid } from "./with-said.ts";

/** @returns the row with times relative to `start` (ms); a message that was delivered as sent stays one object */
export function rowSince(row: Row, start: number): Row {
  return { ...withSaid(row, (one) => ({ ...one, at: one.at - start })), at: row.at - start };
}

/** @returns the conversation with times relative to `start` (ms) */
export function conversationSince(conversation: Conversation, start: number): Conversation {
  const { since, ended } = conversation;
  return { ...conversation, since: since - start, ...(ended !== undefined && { ended: ended - start }) };
}
