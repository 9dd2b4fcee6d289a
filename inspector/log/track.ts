import type { HomeserverRequest } from "../../src/messaging/traffic.ts";
import { type Exchange, exchangesOf } from "./exchanges.ts";
import type { Message } from "./message.ts";
import { type Leg, type Row, type RowState, type Said, TIMEOUT_MS } from "./row.ts";

/** What the worker did for a widget's request. `at` is in epoch milliseconds. */
export interface Performed {
  at: number;
  requests: HomeserverRequest[];
}

/** Everything that was seen of one requestId in one conversation, and the rows that it makes. */
export interface Track {
  rows: Row[];
  /** Kept only where a row alone does not tell it all: more than one plain request and one plain reply. */
  messages?: Message[];
  performed?: Performed[];
  /** Rows of which it turned out that all they had belongs to another. */
  superseded?: Row[];
  /** Whether the frame of the widget has told of it. */
  isSeenByWidget: boolean;
}

/** How the ids of requests begin that the user sends from the inspector. */
const YOURS = "postdate-sent-";
/** Shared by all rows that have none: most have none. */
const NONE: never[] = [];

/** Adds a message to what was seen. @returns the rows that are new, and those that may have changed */
export function note(track: Track, message: Message, conversation: number): Row[] {
  const [row] = track.rows;
  if (!row && message.how === "heard") {
    const first = rowOf(message, conversation);
    setLeg(first, message);
    track.rows = [first];
    return attach(track, track.rows);
  }
  if (row && isPlain(track, row, message)) {
    setLeg(row, message);
    return attach(track, [row]);
  }
  track.messages ??= row ? messagesOf(row) : [];
  track.messages.push(message);
  const known = [...track.rows];
  track.rows = exchangesOf(track.messages).map((exchange) => {
    // What a row has said it stays, whatever else turns out.
    const place = known.findIndex((each) => saidOf(each).some((said) => exchange.said.has(said)));
    const [row] =
      place < 0 ? [rowOf({ ...message, action: exchange.action }, conversation)] : known.splice(place, 1);
    return fill(row as Row, exchange);
  });
  track.superseded = known;
  return attach(track, track.rows);
}

/** Adds what the worker asked the homeserver. @returns the rows that changed */
export function notePerformed(track: Track, performed: Performed): Row[] {
  track.performed = [...(track.performed ?? []), performed];
  return attach(track, track.rows);
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

/** @returns every message at every place that a track holds, each once */
export function saidIn({ rows, messages }: Track): Set<Said> {
  return new Set([...rows.flatMap(saidOf), ...(messages ?? []).map(({ said }) => said)]);
}

function saidOf({ request, reply, duplicates, repeats = NONE }: Row): Said[] {
  const legs = [request, reply, ...duplicates, ...repeats];
  return legs.flatMap((leg) => [leg?.sent, leg?.delivered]).filter((said) => said !== undefined);
}

function isPlain({ messages, rows }: Track, row: Row, { how, answered, action }: Message): boolean {
  if (messages || rows.length > 1 || how !== "heard" || action !== row.action) return false;
  return (answered ? row.reply : row.request) === undefined;
}

function rowOf({ api, action, requestId, said }: Message, conversation: number): Row {
  const row: Row = {
    ...{ serial: 0, at: said.at, conversation, api, action, requestId },
    ...{ duplicates: NONE, requests: NONE, state: "pending" },
  };
  if (requestId.startsWith(YOURS)) row.isYours = true;
  return row;
}

function setLeg(row: Row, { answered, said }: Message): void {
  row[answered ? "reply" : "request"] = { sent: said, delivered: said };
  row.at = Math.min(row.at, said.at);
}

function fill(row: Row, { request, reply, duplicates, repeats }: Exchange): Row {
  // A copy that says the same is no change. What was asked has its author's time then, and a reply its reader's.
  delete row.request;
  delete row.reply;
  if (request) row.request = isSame(request) ? { sent: request.sent, delivered: request.sent } : request;
  if (reply) row.reply = isSame(reply) ? { sent: reply.delivered, delivered: reply.delivered } : reply;
  row.duplicates = duplicates.length > 0 ? duplicates : NONE;
  if (repeats.length > 0) row.repeats = repeats;
  else delete row.repeats;
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

function messagesOf(row: Row): Message[] {
  const { api, action, requestId, request, reply } = row;
  const plain = { api, action, requestId, how: "heard" } as const;
  return [
    ...(request?.sent ? [{ ...plain, answered: false, said: request.sent }] : []),
    ...(reply?.sent ? [{ ...plain, answered: true, said: reply.sent }] : []),
  ];
}

/** Gives what the worker did to the last row that was asked before it, and says who answered. */
function attach({ performed = NONE, rows }: Track, changed: Row[]): Row[] {
  const takers = performed.map(({ at }) => rows.findLast((row) => row.at <= at) ?? rows[0]);
  for (const row of rows) {
    const mine = performed.filter((_, index) => takers[index] === row).flatMap(({ requests }) => requests);
    if (mine.length > 0) row.requests = mine;
    if (row.reply) row.by = answererOf(row);
    else delete row.by;
  }
  return changed;
}

function answererOf({ api, reply, requests }: Row): Row["by"] {
  if (!reply?.sent || (requests.length > 0 && reply.delivered !== reply.sent)) return "postdate";
  return api === "fromWidget" ? "host" : "widget";
}
