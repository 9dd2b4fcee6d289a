import os from "node:os";
import { type Estimate, medianOf, ratioOf } from "./statistics.ts";

/** One line of the table: what was measured, its samples (ms), and those that they are compared to. */
export interface Row {
  what: string;
  samples: readonly number[];
  baseline: readonly number[];
  /** The highest acceptable ratio, if there is one. */
  target?: number;
}

/** The measurements in one browser. */
export interface Bench {
  /** The browser's name and version, as it reports them. */
  browser: string;
  synapse: string;
  rounds: number;
  tables: { title: string; baseline: string; rows: Row[] }[];
}

/** The document's text before the figures. */
const OPENING = `# What Postdate costs

\`npm run bench\` last measured this in each browser. Several instances of the browser are open at once and take turns, so that
other load on the machine affects them all alike. Times are medians in milliseconds, ratios compare the medians; each has a 95%
confidence interval (bootstrap). *The same again* repeats a measurement: its ratio differs from 1 only by chance. The homeserver
is a real Synapse behind a proxy that delays each answer, preflights included, by the given time.

*An extension that may listen, and does not* has our permissions to see a client's requests and does nothing; *one that listens*
also has a listener like ours that does nothing. Postdate itself costs only what goes beyond these two.
`;

/** @returns a bench as a section of the document. @param note a sentence to put below the figures */
export function sectionOf({ browser, synapse, rounds, tables }: Bench, date: Date, note?: string): string {
  const from = `${date.toISOString().slice(0, 10)}, ${rounds} rounds, ${browser}, Synapse ${synapse}, ${machine()}.`;
  const written = tables.map(({ title, baseline, rows }) =>
    [
      `### ${title}`,
      "",
      `| | ms | relative to ${baseline} | target |`,
      "|---|---:|---:|---:|",
      ...rows.map(lineOf),
      "",
    ].join("\n"),
  );
  return [from, "", ...written, ...(note === undefined ? [] : [note, ""])].join("\n");
}

function lineOf({ what, samples, baseline, target }: Row): string {
  const ratio = samples === baseline ? "1" : withInterval(ratioOf(samples, baseline), 2);
  return `| ${what} | ${withInterval(medianOf(samples), 1)} | ${ratio} | ${target === undefined ? "" : `≤ ${target.toFixed(2)}`} |`;
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
