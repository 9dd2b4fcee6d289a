// Measures a search over the payloads of 100,000 rows: node --import tsx bench/inspector/search.ts
import { parseFilter } from "../../inspector/filter/parse.ts";
import { createSearchIndex, type SearchIndex } from "../../inspector/filter/search-index.ts";
import { createView } from "../../inspector/filter/view.ts";
import { readPayload } from "../../inspector/log/payload-text.ts";
import { log, rows } from "./rows.ts";

const LIMIT_MS = 300;
const SLICE_MS = 8;
const RUNS = 7;

/** @returns how long a search takes, its longest slice (both ms), and how many rows it finds */
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

/** @returns how long an action takes for the payloads of all rows (ms) */
function timed(act: (payload: object) => unknown): number {
  const start = performance.now();
  for (const { request, reply } of rows)
    for (const leg of [request, reply]) if (leg?.sent?.payload) act(leg.sent.payload);
  return performance.now() - start;
}

const sizes = timed((payload) => JSON.stringify(payload).length);
const texts = timed(readPayload);
console.log(`as messages arrive: sizes alone ${sizes.toFixed()} ms, with texts ${texts.toFixed()} ms`);
const index = createSearchIndex(log);
const start = performance.now();
index.take(rows.map(({ serial }) => serial));
console.log(`search lines, once per row: ${(performance.now() - start).toFixed()} ms`);
const cold = searched(index, "text:is-nowhere");
console.log(`first search: ${cold.took.toFixed()} ms, slices ≤ ${cold.longest.toFixed()} ms`);

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
  if (best.took > LIMIT_MS || cold.took > LIMIT_MS) process.exitCode = 1;
}
