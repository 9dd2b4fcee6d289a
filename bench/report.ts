import os from "node:os";
import { type Estimate, medianOf, ratioOf } from "./statistics.ts";

/** One line of the table: what took how long (ms), and beside what it is put. */
export interface Row {
  what: string;
  samples: readonly number[];
  beside: readonly number[];
  /** How large the ratio may be, where there is an aim. */
  aim?: number;
}

/** What was measured in one browser. */
export interface Bench {
  /** As the browser says it. */
  browser: string;
  synapse: string;
  rounds: number;
  tables: { title: string; beside: string; rows: Row[] }[];
}

/** What the document says before any figures. */
const OPENING = `# What Postdate costs

What \`npm run bench\` measured last, in each browser. Several of the same browser are open at once and take turns, so that
what else the machine does meets all of them alike. A time is the median, in milliseconds; a ratio is that of the medians;
each with the interval that it lies in 95 times of 100 (bootstrap). *The same again* is the same against the same: what its
ratio is away from 1 is chance. A real Synapse is behind a proxy, which holds back each answer for as long as it says,
preflights included. A schedule finds that the homeserver said less than 10 s ago what it supports, as it has when a widget
schedules soon after it was approved. *An extension that may listen, and does not* has our permissions to see a client's
requests and nothing else; *one that listens* has a listener like ours, too, that does nothing. What Postdate costs beyond
that is its own.
`;

/** A bench as it stands in the document. @param note a sentence to be put below the figures */
export function sectionOf({ browser, synapse, rounds, tables }: Bench, date: Date, note?: string): string {
  const from = `${date.toISOString().slice(0, 10)}, ${rounds} rounds, ${browser}, Synapse ${synapse}, ${machine()}.`;
  const written = tables.map(({ title, beside, rows }) =>
    [
      `### ${title}`,
      "",
      `| | ms | beside ${beside} | aim |`,
      "|---|---:|---:|---:|",
      ...rows.map(lineOf),
      "",
    ].join("\n"),
  );
  return [from, "", ...written, ...(note === undefined ? [] : [note, ""])].join("\n");
}

function lineOf({ what, samples, beside, aim }: Row): string {
  const ratio = samples === beside ? "1" : withInterval(ratioOf(samples, beside), 2);
  return `| ${what} | ${withInterval(medianOf(samples), 1)} | ${ratio} | ${aim === undefined ? "" : `≤ ${aim.toFixed(2)}`} |`;
}

function withInterval({ value, low, high }: Estimate, digits: number): string {
  return `${value.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}

function machine(): string {
  const [processor] = os.cpus();
  const [load = 0] = os.loadavg();
  return `${os.cpus().length} × ${processor?.model.trim()}; load of the last minute ${load.toFixed(1)}`;
}

/**
 * Puts a section into the document, in place of the one of that name, if there is one; the others stay.
 * @param document as it is; empty for a new one
 */
export function withSection(document: string, title: string, section: string): string {
  const [, ...parts] = document.split(/^## /m);
  const sections = new Map(parts.map((part) => [part.split("\n", 1)[0] ?? "", `## ${part.trim()}\n`]));
  sections.set(title, `## ${title}\n\n${section.trim()}\n`);
  const sorted = [...sections].sort(([one], [other]) => one.localeCompare(other));
  return [OPENING, ...sorted.map(([, text]) => text)].join("\n");
}
