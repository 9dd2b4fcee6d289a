import type { Conversation, Row, RowState } from "../../../inspector/log/row.ts";
import type { TrafficLog } from "../../../inspector/log/traffic-log.ts";

/** A log that is filled by hand. */
export interface FakeLog extends TrafficLog {
  /** Adds rows. @returns the result of `take` */
  put(...rows: Row[]): { added: number[]; changed: number[] };
  /** Drops the rows before this serial. */
  forgetBefore(serial: number): void;
}

/** The beginning of every fake conversation (epoch ms). */
export const START = Date.UTC(2026, 0, 5, 12);

export const conversation = (id: number, over: Partial<Conversation> = {}): Conversation => ({
  id,
  tabId: 1,
  host: { origin: "https://app.element.io", url: "https://app.element.io/" },
  widget: { origin: "https://call.element.io", url: "https://call.element.io/room" },
  widgetId: "call",
  since: START,
  unheard: "none",
  fellOut: 0,
  ...over,
});

export function fakeLog(conversations: Conversation[] = [conversation(1)]): FakeLog {
  const rows: Row[] = [];
  let first = 1;
  return {
    put(...more) {
      for (const row of more) rows[row.serial] = row;
      return { added: more.map(({ serial }) => serial), changed: [] };
    },
    forgetBefore(serial) {
      first = serial;
    },
    take: () => ({ added: [], changed: [] }),
    tick: () => [],
    row: (serial) => (serial < first ? undefined : rows[serial]),
    conversation: (id) => conversations.find((each) => each.id === id),
    conversations: () => conversations,
    get first() {
      return rows.length === 0 ? 0 : first;
    },
    get last() {
      return Math.max(0, rows.length - 1);
    },
    get fellOut() {
      return { rows: first - 1, payloads: 0 };
    },
  };
}

/** A widget's request, answered by its host after 6 ms, as without Postdate. */
export function row(serial: number, over: Partial<Row> = {}): Row {
  const at = over.at ?? START + serial * 40;
  const action = over.action ?? "send_event";
  const api = over.api ?? "fromWidget";
  const message = { api, widgetId: "call", requestId: `r-${serial}`, action };
  const request = said(at, {
    ...message,
    data: { type: "m.room.message", content: { body: `Hello ${serial}` } },
  });
  const reply = said(at + 6, {
    ...message,
    data: {},
    response: { event_id: `$event${serial}`, room_id: "!r:x" },
  });
  return {
    serial,
    at,
    conversation: 1,
    api,
    action,
    requestId: `r-${serial}`,
    request: { sent: request, delivered: request },
    reply: { sent: reply, delivered: reply },
    duplicates: [],
    by: "host",
    requests: [],
    state: "done",
    ...over,
  };
}

/** A message at one place. */
export function said(at: number, payload: object, error?: string) {
  return { at, payload, size: JSON.stringify(payload).length, ...(error !== undefined && { error }) };
}

const ACTIONS = [
  "send_event",
  "read_events",
  "send_to_device",
  "update_state",
  "get_openid",
  "content_loaded",
];
const STATES: RowState[] = ["done", "done", "done", "done", "error", "late", "timed-out", "pending"];

/** @returns rows of many kinds, the same ones each time */
export function manyRows(count: number, from = 1): Row[] {
  return Array.from({ length: count }, (_, index) => {
    const serial = from + index;
    const state = STATES[serial % STATES.length] as RowState;
    const action = ACTIONS[serial % ACTIONS.length] as string;
    const over = { action, state, conversation: 1 + Math.floor(serial / 50_000) };
    if (state === "done" || state === "late") return row(serial, over);
    if (state !== "error") {
      const { reply: _, by: __, ...open } = row(serial, over);
      return open;
    }
    const failed = said(START, { response: { error: { message: "Cannot read state events of this type" } } });
    return row(serial, {
      ...over,
      reply: { sent: { ...failed, error: "Cannot read state events of this type" } },
    });
  });
}
