import type { Row } from "../log/row.ts";
import type { TrafficLog } from "../log/traffic-log.ts";
import type { Subject } from "./matches.ts";
import { createPayloadTexts, type PayloadTexts, type TextHolder } from "./payload-texts.ts";
import { lineOf, type SearchLine } from "./search-line.ts";

/** What all rows are found by. One index serves all views of a log. */
export interface SearchIndex {
  /** Reads rows that are new or have changed. */
  take(serials: readonly number[]): void;
  /** @returns a row and what it is found by; nothing if it fell out of the log */
  subject(serial: number): Subject | undefined;
  /**
   * Turns payloads into text ahead of the first search, newest first.
   *
   * @param isTimeUp says when to stop: for an idle moment of some milliseconds
   * @returns whether nothing is left to do
   */
  prepare(isTimeUp: () => boolean): boolean;
}

/** @param budget how much payload text is kept (UTF-16 units) */
export function createSearchIndex(log: TrafficLog, budget?: number): SearchIndex {
  const indexed = new Map<number, IndexedRow>();
  const payloads = createPayloadTexts(budget);
  /** Rows before this one have been forgotten. */
  let first = 1;
  /** From here to `preparedTo`, payloads are text already. */
  let preparedFrom = 0;
  let preparedTo = 0;

  function read(serial: number): IndexedRow | undefined {
    const row = log.row(serial);
    if (!row) return undefined;
    const line = lineOf(row, log.conversation(row.conversation), indexed.get(serial)?.line);
    const subject = new IndexedRow(row, line, log, payloads);
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
    for (; first < log.first; first += 1) {
      indexed.delete(first);
      payloads.forget(first);
    }
  }

  return {
    take(serials) {
      for (const serial of serials) {
        payloads.forget(serial);
        read(serial);
      }
      forgetFallen();
    },

    subject,

    prepare(isTimeUp) {
      if (preparedTo < log.last) {
        // What is new is read first; what was left of the older rows is found again, since rows that are text cost nothing.
        preparedTo = log.last;
        preparedFrom = log.last + 1;
      }
      while (preparedFrom > log.first) {
        if (isTimeUp()) return false;
        preparedFrom -= 1;
        const next = subject(preparedFrom);
        if (!next) continue;
        payloads.of(next);
        // Where there is no more room, older rows would be read for nothing.
        if (!payloads.has(preparedFrom)) preparedFrom = log.first;
      }
      return true;
    },
  };
}

/** A class, and no object of closures, since a search asks for a hundred thousand of them at each key press. */
class IndexedRow implements Subject, TextHolder {
  text: string | undefined = undefined;

  constructor(
    public row: Row,
    readonly line: SearchLine,
    private readonly log: TrafficLog,
    private readonly payloads: PayloadTexts,
  ) {}

  get conversation() {
    return this.log.conversation(this.row.conversation);
  }

  payload() {
    return this.payloads.of(this);
  }
}
