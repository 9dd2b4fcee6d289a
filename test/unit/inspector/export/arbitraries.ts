import fc from "fast-check";
import type { Conversation, Leg, Row, Said } from "../../../../inspector/log/row.ts";

/** Any JSON object that a page may post, also with the names of inherited properties as keys. */
const payload = fc
  .dictionary(
    fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "data", "type")),
    fc.jsonValue({ maxDepth: 4 }),
    { maxKeys: 5 },
  )
  // A copy through JSON, without -0 and with plain prototypes.
  .map((value) => JSON.parse(JSON.stringify(value)) as object);

const at = fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 });

const said: fc.Arbitrary<Said> = fc.record(
  { at, payload, size: fc.nat(100_000), error: fc.string() },
  { noNullPrototype: true, requiredKeys: ["at", "size"] },
);

const leg: fc.Arbitrary<Leg> = fc.oneof(
  said.map((one) => ({ sent: one, delivered: one })),
  fc.record({ sent: said, delivered: said }, { noNullPrototype: true, requiredKeys: [] }),
);

const request = fc.record(
  {
    method: fc.constantFrom("GET", "POST", "PUT"),
    path: fc.string(),
    status: fc.integer({ min: 100, max: 599 }),
    errcode: fc.string(),
    took: fc.nat(20_000),
  },
  { noNullPrototype: true, requiredKeys: ["method", "path", "took"] },
);

export const anyRow: fc.Arbitrary<Row> = fc.record(
  {
    serial: fc.integer({ min: 1, max: 1_000 }),
    at,
    conversation: fc.integer({ min: 1, max: 3 }),
    api: fc.constantFrom("fromWidget", "toWidget"),
    action: fc.string(),
    requestId: fc.string(),
    request: leg,
    reply: leg,
    duplicates: fc.array(leg, { maxLength: 2 }),
    requests: fc.array(request, { maxLength: 2 }),
    by: fc.constantFrom("host", "widget", "postdate"),
    state: fc.constantFrom("pending", "done", "error", "timed-out", "late", "unheard"),
    isYours: fc.boolean(),
  },
  {
    noNullPrototype: true,
    requiredKeys: [
      "serial",
      "at",
      "conversation",
      "api",
      "action",
      "requestId",
      "duplicates",
      "requests",
      "state",
    ],
  },
);

export const conversationOf = (id: number): Conversation => ({
  id,
  tabId: 7,
  widgetId: `widget_${id}`,
  since: 1_700_000_000_000 + id,
  unheard: "none",
  fellOut: id,
  lacks: ["delayed-events"],
  host: { origin: "https://client.example", documentId: "D" },
  widget: { origin: "https://call.example", url: "https://call.example/room?theme=dark" },
});

/** @returns a log of these rows; of several with the same serial, the last one */
export function sourceOf(rows: readonly Row[]) {
  const bySerial = new Map(rows.map((row) => [row.serial, row]));
  return {
    rows: [...bySerial.values()].sort((a, b) => a.serial - b.serial),
    serials: [...bySerial.keys()].sort((a, b) => a - b),
    log: {
      row: (serial: number) => bySerial.get(serial),
      conversation: conversationOf,
      fellOut: { rows: 4, payloads: 500 },
    },
  };
}
