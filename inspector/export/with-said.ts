import type { Leg, Row, Said } from "../log/row.ts";

/** @returns the row with all of its messages changed; a message that was delivered as sent stays one object */
export function withSaid(row: Row, changed: (said: Said) => Said): Row {
  const leg = ({ sent, delivered }: Leg): Leg => {
    const first = sent && changed(sent);
    const last = delivered === sent ? first : delivered && changed(delivered);
    return { ...(first && { sent: first }), ...(last && { delivered: last }) };
  };
  return {
    ...row,
    duplicates: row.duplicates.map(leg),
    ...(row.request && { request: leg(row.request) }),
    ...(row.reply && { reply: leg(row.reply) }),
  };
}
