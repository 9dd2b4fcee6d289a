import { createWriteStream } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { linesOf } from "../../../inspector/export/write.ts";
import type { Row } from "../../../inspector/log/row.ts";
import { conversation, fakeLog } from "../../unit/inspector/fake-rows.ts";

/** Writes a file in the inspector's format, with these rows of conversations 1 to 3. @returns its path */
export async function writeInspectorFile(folder: string, rows: readonly Row[]): Promise<string> {
  const log = fakeLog([conversation(1), conversation(2, { widgetId: "timer" }), conversation(3)]);
  log.put(...rows);
  const file = path.join(folder, `${rows.length}-rows.ndjson`);
  const serials = rows.map(({ serial }) => serial);
  const lines = linesOf(log, serials, {
    rows: "all",
    times: "epoch",
    when: 0,
    extension: "0",
    unmasked: true,
    pause: async () => {},
  });
  await pipeline(Readable.from(lines), createWriteStream(file));
  return file;
}
