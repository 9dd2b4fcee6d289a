import { fileLog } from "./file-log.ts";
import type { Row } from "./log/row.ts";
import type { Model } from "./model.ts";

/** Which rows are meant. */
export type Which = "all" | "filtered" | "selected";

/** What files need of the browser. */
export interface FileBrowser {
  /** Saves lines as a file, as they come. */
  save(name: string, lines: AsyncIterable<string>): Promise<void>;
}

/** Saves what was seen into files, and opens them. */
export function createFiles(model: Model, _browser: FileBrowser) {
  return {
    async save(_which: Which, _how: { isMasked: boolean }): Promise<void> {},
    async open(file: Blob & { name: string }): Promise<void> {
      const rows = (await file.text())
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Row);
      model.look({ log: fileLog({ rows, conversations: [] }), file: { name: file.name, problems: [] } });
    },
    close: () => model.look(undefined),
    copyRows: (rows: readonly Row[]) => model.copy(JSON.stringify(rows), ["inspectRowsCopied"]),
    copyShown: () => model.copy("", ["inspectRowsCopied"]),
  };
}

export type Files = ReturnType<typeof createFiles>;
