import type { Conversation, Party, Row, Said } from "../log/row.ts";
import type { Masking } from "./mask.ts";
import { withSaid } from "./with-said.ts";

/**
 * Leaves the log's own keys and values, such as `state`, alone: a page that uses one of them as a secret cannot make
 * the row unreadable.
 *
 * @returns a copy of a row without secrets; a message that was delivered as sent stays one object
 */
export function maskedRow(row: Row, { mask }: Pick<Masking, "mask">): Row {
  const said = (one: Said): Said => ({
    ...one,
    ...(one.payload && { payload: mask(one.payload) }),
    ...(one.error !== undefined && { error: mask(one.error) }),
  });
  return {
    ...withSaid(row, said),
    action: mask(row.action),
    requestId: mask(row.requestId),
    requests: row.requests.map(({ method, path, errcode, ...rest }) => ({
      method: mask(method),
      path: mask(path),
      ...rest,
      ...(errcode !== undefined && { errcode: mask(errcode) }),
    })),
  };
}

/** @returns a copy of a conversation without secrets, which may be in addresses */
export function maskedConversation(
  conversation: Conversation,
  { mask }: Pick<Masking, "mask">,
): Conversation {
  const party = (one: Party): Party => ({
    ...one,
    origin: mask(one.origin),
    ...(one.url !== undefined && { url: mask(one.url) }),
  });
  return {
    ...conversation,
    host: party(conversation.host),
    widget: party(conversation.widget),
    widgetId: mask(conversation.widgetId),
    ...(conversation.lacks && { lacks: mask(conversation.lacks) }),
  };
}
