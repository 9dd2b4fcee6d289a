import type { Row } from "../log/row.ts";
import type { TrafficLog } from "../log/traffic-log.ts";
import type { Subject } from "./matches.ts";
import { lineOf, type SearchLine } from "./search-line.ts";

/** The searchable text of all rows. One index serves all views of a log. */
export interface SearchIndex {
  /** Reads rows that are new or have changed. */
  take(serials: readonly number[]): void;
  /** @returns a row with its searchable text; nothing if it fell out of the log */
  subject(serial: number): Subject | undefined;
}

export function createSearchIndex(log: TrafficLog): SearchIndex {
  const indexed = new Map<number, IndexedRow>();
  /** Rows before this one have been forgotten. */
  let first = Math.max(1, log.first);

  function read(serial: number): IndexedRow | undefined {
    const row = log.row(serial);
    if (!row) return undefined;
    const line = lineOf(row, log.conversation(row.conversation), indexed.get(serial)?.line);
    const subject = new IndexedRow(row, line, log);
    indexed.set(serial, subject);
    return subject;
  }

  function subject(serial: number): IndexedRow | undefined {
    const row = log.row(serial);
    if (!row) return undefined;
    const known = indexed.get(serial);
    if (!known) return read(serial);
    known.row = row;
    return known;
  }

  function forgetFallen(): void {
    for (; first < log.first; first += 1) indexed.delete(first);
  }

  return {
    take(serials) {
      for (const serial of serials) read(serial);
      forgetFallen();
    },

    subject,
  };
}

/** A class instead of an object of closures, since a search needs a hundred thousand of them on each key press. */
class IndexedRow implements Subject {
  constructor(
    public row: Row,
    readonly line: SearchLine,
    private readonly log: TrafficLog,
  ) {}

  get conversation() {
    return this.log.conversation(this.row.conversation);
  }
}
