import { SENT_AGAIN } from "../../src/messaging/traffic.ts";
import type { Exchange } from "./exchanges.ts";
import type { Message } from "./message.ts";
import { type Leg, type Row, type RowState, type Said, TIMEOUT_MS } from "./row.ts";

/** The empty list, shared by the many rows without duplicates or requests. */
export const NONE: never[] = [];

/** @returns a row without its messages */
export function rowOf({ api, action, requestId, said }: Message, conversation: number): Row {
  const row: Row = {
    serial: 0,
    at: said.at,
    conversation,
    api,
    action,
    requestId,
    duplicates: NONE,
    requests: NONE,
    state: "pending",
  };
  if (requestId.startsWith(SENT_AGAIN)) row.isYours = true;
  return row;
}

/** Adds a message to its row, as delivered unchanged. */
export function setLeg(row: Row, { answered, said }: Message): void {
  row[answered ? "reply" : "request"] = { sent: said, delivered: said };
  row.at = Math.min(row.at, said.at);
}

/** Sets a row's messages to those of an exchange. */
export function fill(row: Row, { request, reply, duplicates, repeats }: Exchange): Row {
  // An equal copy is no change. A request then has the time when it was sent, a reply the time when it was delivered.
  delete row.request;
  delete row.reply;
  if (request) row.request = isSame(request) ? { sent: request.sent, delivered: request.sent } : request;
  if (reply) row.reply = isSame(reply) ? { sent: reply.delivered, delivered: reply.delivered } : reply;
  const further = [...duplicates, ...repeats];
  row.duplicates = further.length > 0 ? further : NONE;
  const legs = [request, reply];
  const times = legs.flatMap((leg) => [leg?.sent?.at ?? Infinity, leg?.delivered?.at ?? Infinity]);
  row.at = Math.min(...times);
  return row;
}

function isSame({ sent, delivered }: Leg): boolean {
  if (!sent || !delivered || sent === delivered) return false;
  if (sent.size !== delivered.size || sent.error !== delivered.error) return false;
  return JSON.stringify(sent.payload) === JSON.stringify(delivered.payload);
}

/** @returns all messages of a row, at every place */
export function saidOf({ request, reply, duplicates }: Row): Said[] {
  const legs = [request, reply, ...duplicates];
  return legs.flatMap((leg) => [leg?.sent, leg?.delivered]).filter((said) => said !== undefined);
}

/** @returns the state of a row. @param unheard the side whose messages are not heard */
export function stateOf(row: Row, unheard: "none" | "host" | "widget"): RowState {
  const { request, reply, api } = row;
  // A page still waits while our script withholds the answer. If no page sent the request, our script is the asking
  // side.
  const answer = reply?.delivered ?? (request?.sent ? undefined : reply?.sent);
  if (answer) {
    const asked = request?.sent ?? request?.delivered;
    if (asked && answer.at - asked.at > TIMEOUT_MS) return "late";
    return answer.error === undefined ? "done" : "error";
  }
  if (unheard === (api === "fromWidget" ? "host" : "widget")) return "unheard";
  return row.state === "timed-out" ? "timed-out" : "pending";
}

/** @returns when a request was sent (epoch ms); if that is unknown, the row's first time */
export function askedAt({ request, at }: Row): number {
  return (request?.sent ?? request?.delivered)?.at ?? at;
}

/** @returns who answered a row that has a reply */
export function answererOf({ api, reply, requests }: Row): Row["by"] {
  if (!reply?.sent || (requests.length > 0 && reply.delivered !== reply.sent)) return "postdate";
  return api === "fromWidget" ? "host" : "widget";
}
