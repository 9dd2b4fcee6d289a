import type { HomeserverRequest } from "../../src/messaging/traffic.ts";
import { exchangesOf } from "./exchanges.ts";
import type { Message } from "./message.ts";
import type { Row, Said } from "./row.ts";
import { answererOf, fill, NONE, rowOf, saidOf, setLeg } from "./rows.ts";

/** The background's requests for one request of a widget. `at` is in epoch milliseconds. */
export interface Performed {
  at: number;
  requests: HomeserverRequest[];
}

/** All messages with one requestId in one conversation, and their rows. */
export interface Track {
  rows: Row[];
  /** Kept only if a row is not enough: if there is more than one plain request and one plain reply. */
  messages?: Message[];
  performed?: Performed[];
  /** Rows whose messages all turned out to belong to another row. */
  superseded?: Row[];
  /** Whether the widget's frame has reported any of the messages. */
  isSeenByWidget: boolean;
}

/** Adds a message. @returns the rows that are new, and those that may have changed */
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
  track.messages = [...messagesIn(track), message];
  return derive(track, conversation);
}

/** Adds everything from another track with the same requestId. @returns the rows, all of which may have changed */
export function absorb(track: Track, other: Track, conversation: number): Row[] {
  track.messages = [...messagesIn(track), ...messagesIn(other)];
  track.performed = [...(track.performed ?? []), ...(other.performed ?? [])];
  track.isSeenByWidget ||= other.isSeenByWidget;
  track.rows = [...other.rows, ...track.rows];
  for (const row of track.rows) row.conversation = conversation;
  return derive(track, conversation);
}

function derive(track: Track, conversation: number): Row[] {
  const { messages = [] } = track;
  const [message] = messages;
  if (!message) return track.rows;
  const known = [...track.rows];
  track.rows = exchangesOf(messages).map((exchange) => {
    // A row keeps its messages' exchange, whatever else is found.
    const place = known.findIndex((each) => saidOf(each).some((said) => exchange.said.has(said)));
    const [row] =
      place < 0 ? [rowOf({ ...message, action: exchange.action }, conversation)] : known.splice(place, 1);
    return fill(row as Row, exchange);
  });
  track.superseded = known;
  return attach(track, track.rows);
}

/** Adds the background's requests to the homeserver. @returns the rows that changed */
export function notePerformed(track: Track, performed: Performed): Row[] {
  track.performed = [...(track.performed ?? []), performed];
  return attach(track, track.rows);
}

/** @returns all messages of a track, at every place, each once */
export function saidIn({ rows, messages }: Track): Set<Said> {
  return new Set([...rows.flatMap(saidOf), ...(messages ?? []).map(({ said }) => said)]);
}

function isPlain({ messages, rows }: Track, row: Row, { how, answered, action }: Message): boolean {
  if (messages || rows.length > 1 || how !== "heard" || action !== row.action) return false;
  return (answered ? row.reply : row.request) === undefined;
}

function messagesIn({ messages, rows: [row] }: Track): Message[] {
  return messages ?? (row ? messagesOf(row) : []);
}

function messagesOf(row: Row): Message[] {
  const { api, action, requestId, request, reply } = row;
  const plain = { api, action, requestId, how: "heard" } as const;
  return [
    ...(request?.sent ? [{ ...plain, answered: false, said: request.sent }] : []),
    ...(reply?.sent ? [{ ...plain, answered: true, said: reply.sent }] : []),
  ];
}

/** Assigns the background's requests to the last row before them, and sets who answered each row. */
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
