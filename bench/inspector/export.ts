// Measures how long it takes to write 100,000 rows without secrets: node --import tsx bench/inspector/export.ts

import { numberedLines } from "../../inspector/export/lines.ts";
import { readTraffic } from "../../inspector/export/read.ts";
import { linesOf } from "../../inspector/export/write.ts";
import { log, rows } from "./rows.ts";

let longest = 0;
let from = performance.now();
const pause = async () => {
  longest = Math.max(longest, performance.now() - from);
  await new Promise((resolve) => setImmediate(resolve));
  from = performance.now();
};
const serials = rows.map(({ serial }) => serial);
const options = { rows: "all", times: "epoch", when: 0, extension: "0", pause } as const;

const start = performance.now();
const lines: string[] = [];
for await (const line of linesOf(log, serials, options)) lines.push(line);
const wrote = performance.now() - start;
const size = lines.reduce((sum, { length }) => sum + length, 0);
console.log(
  `written: ${(wrote / 1_000).toFixed(1)} s, ${(size / 1e6).toFixed()} MB, slices ≤ ${longest.toFixed()} ms`,
);

longest = 0;
const again = performance.now();
const { rows: read, faults } = await readTraffic(numberedLines(lines), pause);
const took = performance.now() - again;
console.log(
  `read: ${(took / 1_000).toFixed(1)} s, ${read.length} rows, ${faults.length} faults, slices ≤ ${longest.toFixed()} ms`,
);
