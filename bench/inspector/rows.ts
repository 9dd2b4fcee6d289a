import { readPayload } from "../../inspector/log/payload-text.ts";
import type { Conversation, Leg, Row } from "../../inspector/log/row.ts";
import type { TrafficLog } from "../../inspector/log/traffic-log.ts";

const ROWS = 100_000;

const conversation: Conversation = {
  id: 1,
  tabId: 1,
  since: 0,
  unheard: "none",
  fellOut: 0,
  widgetId: "call_1",
  host: { origin: "https://client.example" },
  widget: { origin: "https://call.example" },
};

function legOf(payload: object, at: number): Leg {
  const said = { at, payload, size: readPayload(payload) ?? 0 };
  return { sent: said, delivered: said };
}

/** A row of a call: a request of 0.3 kB and a reply of 0.4 kB, different for each serial. */
function rowOf(serial: number): Row {
  const requestId = `widgetapi-${serial}-${serial * 7919}`;
  const content = {
    membership: { call_id: "", device_id: `DEV${serial}`, expires: 14_400_000 + serial, foci: [] },
  };
  const data = { type: "org.matrix.msc3401.call.member", state_key: `_@user${serial}:example.org`, content };
  const request = { api: "fromWidget", widgetId: "call_1", requestId, action: "send_event", data };
  const reply = { ...request, response: { room_id: "!room:example.org", event_id: `$event${serial}` } };
  return {
    serial,
    at: serial,
    conversation: 1,
    api: "fromWidget",
    action: "send_event",
    requestId,
    request: legOf(request, serial),
    reply: legOf(reply, serial + 20),
    duplicates: [],
    requests: [],
    state: "done",
    by: "host",
  };
}

/** The rows of a long call. */
export const rows = Array.from({ length: ROWS }, (_, place) => rowOf(place + 1));
export const log: TrafficLog = {
  take: () => ({ added: [], changed: [] }),
  tick: () => [],
  fellOut: { rows: 0, payloads: 0 },
  row: (serial) => rows[serial - 1],
  conversation: () => conversation,
  conversations: () => [conversation],
  first: 1,
  last: ROWS,
};
