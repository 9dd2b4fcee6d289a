import os from "node:os";
import type { Soak } from "./soak.ts";

/** The document's text before the figures. */
const OPENING = `# A long call

\`npm run soak\` last measured this in each browser. One user is in an Element Call call with Postdate. The client uses
matrix-widget-api 1.6.0, which does not know delayed events; the homeserver is Synapse with its default limits. Everything runs
on one machine, including the media server that the figures name. Delay and heartbeat are Element Call's defaults. In the first
half the test kills Postdate's worker again and again; in the second half one worker stays alive. At the end the tab is closed.

- *late*: answered after more than 2 s, when MatrixRTC has already asked again
- *lost*: never answered
`;

/** @returns a soak as a section of the document. @param note a sentence to put below the figures */
export function sectionOf(soak: Soak, date: Date, note?: string): string {
  const { options, heartbeats: beats, worker, lastWillLate } = soak;
  const minutes = Number((options.lasts / 60_000).toFixed(1));
  const rows: [string, string | number][] = [
    ["date and duration", `${date.toISOString().slice(0, 10)}, ${minutes} minutes`],
    ["with", `Synapse ${soak.synapse}, ${soak.media}, ${soak.browser}`],
    ["machine", machine()],
    ["delay, heartbeat", `${options.timing.delay} ms, every ${options.timing.restart} ms`],
    ["heartbeats sent", beats.sent],
    ["answered", beats.answered],
    ["late", beats.late],
    ["answered with an error", beats.refused],
    ["lost", beats.lost],
    [
      "time to the answer: median, 99th percentile, worst",
      `${beats.median} ms, ${beats.p99} ms, ${beats.worst} ms`,
    ],
    ["longest time between two answered ones", `${beats.longestGap} ms`],
    ["worker killed; restarted", `${worker.kills.length} times; ${worker.restarts} times`],
    ["slowest first answer after a kill", `${worker.slowestAfterKill} ms`],
    [`memory of the ${MEMORY_OF[options.browserName]} at the start`, megabytes(worker.memory.start)],
    [
      `the same at the end, ${Math.round(worker.age / 60_000)} minutes into the worker's life`,
      megabytes(worker.memory.end),
    ],
    ["tab closed: the last will was late by", `${lastWillLate} ms`],
  ];
  const table = rows.map(([what, value]) => `| ${what} | ${value} |`).join("\n");
  return `| | |\n|---|---|\n${table}\n${note === undefined ? "" : `\n${note}\n`}`;
}

const MEMORY_OF = { chromium: "worker (JavaScript heap)", firefox: "extensions' process" };

function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
}

function machine(): string {
  const [processor] = os.cpus();
  const [, , load = 0] = os.loadavg();
  const memory = Math.round(os.totalmem() / 1024 ** 3);
  return `${os.cpus().length} × ${processor?.model.trim()}, ${memory} GiB, ${os.type()}; load of the last 15 minutes ${load.toFixed(1)}`;
}

/**
 * Adds a section to the document, or replaces the one with the same title.
 * @param document the present text; empty for a new document
 */
export function withSection(document: string, title: string, section: string): string {
  const [, ...parts] = document.split(/^## /m);
  const sections = new Map(parts.map((part) => [part.split("\n", 1)[0] ?? "", `## ${part.trim()}\n`]));
  sections.set(title, `## ${title}\n\n${section.trim()}\n`);
  const sorted = [...sections].sort(([one], [other]) => one.localeCompare(other));
  return [OPENING, ...sorted.map(([, text]) => text)].join("\n");
}
