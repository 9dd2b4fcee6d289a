// Measures a search over the payloads of 100,000 rows: node --import tsx bench/inspector/search.ts
import { parseFilter } from "../../inspector/filter/parse.ts";
import { createSearchIndex, type SearchIndex } from "../../inspector/filter/search-index.ts";
import { createView } from "../../inspector/filter/view.ts";
import type { Conversation, Leg, Row } from "../../inspector/log/row.ts";
import type { TrafficLog } from "../../inspector/log/traffic-log.ts";

const ROWS = 100_000;
const LIMIT_MS = 300;
const SLICE_MS = 8;
const RUNS = 7;

const conversation: Conversation = {
  ...{ id: 1, tabId: 1, since: 0, unheard: "none", fellOut: 0, widgetId: "call_1" },
  ...{ host: { origin: "https://client.example" }, widget: { origin: "https://call.example" } },
};

function legOf(payload: object, at: number): Leg {
  const said = { at, payload, size: JSON.stringify(payload).length };
  return { sent: said, delivered: said };
}

/** A row of a call: 0.3 kB asked and 0.4 kB answered, of which nothing is the same twice. */
function rowOf(serial: number): Row {
  const requestId = `widgetapi-${serial}-${serial * 7919}`;
  const content = {
    membership: { call_id: "", device_id: `DEV${serial}`, expires: 14_400_000 + serial, foci: [] },
  };
  const data = { type: "org.matrix.msc3401.call.member", state_key: `_@user${serial}:example.org`, content };
  const request = { api: "fromWidget", widgetId: "call_1", requestId, action: "send_event", data };
  const reply = { ...request, response: { room_id: "!room:example.org", event_id: `$event${serial}` } };
  return {
    ...{ serial, at: serial, conversation: 1, api: "fromWidget", action: "send_event", requestId },
    ...{ request: legOf(request, serial), reply: legOf(reply, serial + 20), duplicates: [], requests: [] },
    ...{ state: "done", by: "host" },
  };
}

const rows = Array.from({ length: ROWS }, (_, place) => rowOf(place + 1));
const log: TrafficLog = {
  ...{ take: () => ({ added: [], changed: [] }), tick: () => [], fellOut: { rows: 0, payloads: 0 } },
  row: (serial) => rows[serial - 1],
  conversation: () => conversation,
  conversations: () => [conversation],
  ...{ first: 1, last: ROWS },
};

/** @returns how long a search takes, its longest slice (ms), and how many rows it finds */
function searched(index: SearchIndex, filter: string) {
  const view = createView(
    log,
    index,
    parseFilter(filter, () => performance.now()),
  );
  const start = performance.now();
  let longest = 0;
  for (let isDone = false; !isDone; ) {
    const from = performance.now();
    isDone = view.step(0, () => performance.now() - from >= SLICE_MS);
    longest = Math.max(longest, performance.now() - from);
  }
  return { took: performance.now() - start, longest, found: view.serials.length };
}

const index = createSearchIndex(log);
const start = performance.now();
index.take(rows.map(({ serial }) => serial));
console.log(`search lines, once per row: ${(performance.now() - start).toFixed()} ms`);
const cold = searched(index, "text:is-nowhere");
console.log(
  `first search, payloads become text: ${cold.took.toFixed()} ms, slices ≤ ${cold.longest.toFixed()} ms`,
);

for (const filter of [
  "text:is-nowhere",
  "text:dev9999",
  "-action:other expires",
  "/dev99(9|8)\\d/",
  "is:error",
]) {
  const runs = Array.from({ length: RUNS }, () => searched(index, filter)).sort((a, b) => a.took - b.took);
  const [best, median] = [runs[0], runs[RUNS >> 1]];
  if (!best || !median) continue;
  const slice = Math.max(...runs.map(({ longest }) => longest));
  const figures = `median ${median.took.toFixed()} ms, best ${best.took.toFixed()} ms, slices ≤ ${slice.toFixed()} ms`;
  console.log(`${filter}: ${figures}, ${best.found} rows`);
  if (best.took > LIMIT_MS) process.exitCode = 1;
}
