import { SENT_AGAIN } from "../../src/messaging/traffic.ts";
import type { Exchange } from "./exchanges.ts";
import type { Message } from "./message.ts";
import { type Leg, type Row, type RowState, type Said, TIMEOUT_MS } from "./row.ts";

/** Shared by all rows that have none: most have none. */
export const NONE: never[] = [];

/** @returns a row without its messages */
export function rowOf({ api, action, requestId, said }: Message, conversation: number): Row {
  const row: Row = {
    ...{ serial: 0, at: said.at, conversation, api, action, requestId },
    ...{ duplicates: NONE, requests: NONE, state: "pending" },
  };
  if (requestId.startsWith(SENT_AGAIN)) row.isYours = true;
  return row;
}

/** Puts a message into a row, if its page heard it as it was sent. */
export function setLeg(row: Row, { answered, said }: Message): void {
  row[answered ? "reply" : "request"] = { sent: said, delivered: said };
  row.at = Math.min(row.at, said.at);
}

/** Updates a row from an exchange. */
export function fill(row: Row, { request, reply, duplicates, repeats }: Exchange): Row {
  // A copy that says the same is no change. What was asked has its author's time then, and a reply its reader's.
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

/** @returns all messages in a row */
export function saidOf({ request, reply, duplicates }: Row): Said[] {
  const legs = [request, reply, ...duplicates];
  return legs.flatMap((leg) => [leg?.sent, leg?.delivered]).filter((said) => said !== undefined);
}

/** @returns the state of a row; `unheard` is the side whose messages are not heard */
export function stateOf(row: Row, unheard: "none" | "host" | "widget"): RowState {
  const { request, reply, api } = row;
  // A page still waits while our script keeps the answer; who else has asked is our script itself.
  const answer = reply?.delivered ?? (request?.sent ? undefined : reply?.sent);
  if (answer) {
    const asked = request?.sent ?? request?.delivered;
    if (asked && answer.at - asked.at > TIMEOUT_MS) return "late";
    return answer.error === undefined ? "done" : "error";
  }
  if (unheard === (api === "fromWidget" ? "host" : "widget")) return "unheard";
  return row.state === "timed-out" ? "timed-out" : "pending";
}

/** @returns when a request was made (epoch ms), or the first that is known of it */
export function askedAt({ request, at }: Row): number {
  return (request?.sent ?? request?.delivered)?.at ?? at;
}

/** @returns who has answered a row with a reply */
export function answererOf({ api, reply, requests }: Row): Row["by"] {
  if (!reply?.sent || (requests.length > 0 && reply.delivered !== reply.sent)) return "postdate";
  return api === "fromWidget" ? "host" : "widget";
}
