import { verdictOn } from "../../../../inspector/filter/matches.ts";
import { parseFilter } from "../../../../inspector/filter/parse.ts";
import { lineOf } from "../../../../inspector/filter/search-line.ts";
import type { Conversation, Leg, Row, Said } from "../../../../inspector/log/row.ts";
import type { TrafficLog } from "../../../../inspector/log/traffic-log.ts";

export const conversation: Conversation = {
  id: 3,
  tabId: 1,
  since: 1_000,
  unheard: "none",
  fellOut: 0,
  widgetId: "call_1",
  host: { origin: "https://client.example" },
  widget: { origin: "https://call.example", url: "https://call.example/room" },
};

/** @returns a message that was heard at its destination */
export function leg(payload: object, at = 1_000, error?: string): Leg {
  const said: Said = {
    at,
    payload,
    size: JSON.stringify(payload).length,
    ...(error !== undefined && { error }),
  };
  return { sent: said, delivered: said };
}

/** @returns a send_event, answered after 20 ms */
export function row(change: Partial<Row> = {}, data: object = { type: "m.room.message" }): Row {
  const request = { api: "fromWidget", action: "send_event", requestId: "r1", data };
  return {
    serial: 1,
    at: 1_000,
    conversation: 3,
    api: "fromWidget",
    action: "send_event",
    requestId: "r1",
    duplicates: [],
    requests: [],
    state: "done",
    by: "host",
    request: leg(request),
    reply: leg({ ...request, response: { event_id: "$e:x" } }, 1_020),
    ...change,
  };
}

/** @returns a filter's verdict on a row */
export function verdict(text: string, one: Row, now = 2_000, its: Conversation = conversation) {
  const subject = { row: one, conversation: its, line: lineOf(one, its) };
  return verdictOn(
    parseFilter(text, () => 0),
    subject,
    now,
  );
}

/** @returns a log that tests can extend and shorten */
export function logOf(rows: Row[]) {
  const bySerial = new Map(rows.map((each) => [each.serial, each]));
  const log: TrafficLog & { put(row: Row): void; drop(before: number): void } = {
    take: () => ({ added: [], changed: [] }),
    tick: () => [],
    row: (serial) => bySerial.get(serial),
    conversation: (id) => (id === conversation.id ? conversation : undefined),
    conversations: () => [conversation],
    get first() {
      return bySerial.size === 0 ? 0 : Math.min(...bySerial.keys());
    },
    get last() {
      return bySerial.size === 0 ? 0 : Math.max(...bySerial.keys());
    },
    fellOut: { rows: 0, payloads: 0 },
    put: (each) => bySerial.set(each.serial, each),
    drop: (before) => {
      for (const serial of bySerial.keys()) if (serial < before) bySerial.delete(serial);
    },
  };
  return log;
}
