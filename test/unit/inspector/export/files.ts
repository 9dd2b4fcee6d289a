import { numberedLines } from "../../../../inspector/export/lines.ts";
import { readTraffic } from "../../../../inspector/export/read.ts";
import { type ExportOptions, linesOf } from "../../../../inspector/export/write.ts";
import type { Row } from "../../../../inspector/log/row.ts";
import { sourceOf } from "./arbitraries.ts";

const pause = async () => undefined;

/** @returns the lines of a file with these rows */
export async function fileOf(rows: readonly Row[], options: Partial<ExportOptions> = {}): Promise<string[]> {
  const { log, serials } = sourceOf(rows);
  const lines: string[] = [];
  const all = {
    rows: "all",
    times: "epoch",
    when: 1_750_000_000_000,
    extension: "1.2.3",
    pause,
    ...options,
  } as const;
  for await (const line of linesOf(log, serials, all)) lines.push(line);
  return lines;
}

export const readFile = (text: string) => readTraffic(numberedLines([text]), pause);
