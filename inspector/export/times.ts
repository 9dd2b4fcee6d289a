import type { Conversation, Leg, Row, Said } from "../log/row.ts";

/** @returns the row with all its times less this (ms); what was sent and delivered alike stays one object */
export function rowSince(row: Row, start: number): Row {
  const said = (one: Said): Said => ({ ...one, at: one.at - start });
  const leg = ({ sent, delivered }: Leg): Leg => {
    const first = sent && said(sent);
    const last = delivered === sent ? first : delivered && said(delivered);
    return { ...(first && { sent: first }), ...(last && { delivered: last }) };
  };
  return {
    ...{ ...row, at: row.at - start, duplicates: row.duplicates.map(leg) },
    ...(row.request && { request: leg(row.request) }),
    ...(row.reply && { reply: leg(row.reply) }),
  };
}

/** @returns the conversation with all its times less this (ms) */
export function conversationSince(conversation: Conversation, start: number): Conversation {
  const { since, ended } = conversation;
  return { ...conversation, since: since - start, ...(ended !== undefined && { ended: ended - start }) };
}
