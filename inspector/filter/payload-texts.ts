import type { Row } from "../log/row.ts";
import { saidIn } from "./search-line.ts";

/** What is kept of payloads as text (UTF-16 units), which is as much as the log keeps of payloads. */
const BUDGET = 64_000_000;

/** The payloads of rows as text in lower case, made when first asked for, and kept as far as there is room. */
export interface PayloadTexts {
  of(row: Row): string;
  /** The row has changed, or is gone. */
  forget(serial: number): void;
  has(serial: number): boolean;
  /** What is kept now (UTF-16 units). */
  readonly size: number;
}

/**
 * @param budget how much is kept (UTF-16 units). Where that is full, newer rows take the place of the oldest, and older
 *   rows are read anew each time: a search goes from new to old, and would otherwise push out what it needs next.
 */
export function createPayloadTexts(budget = BUDGET): PayloadTexts {
  const texts = new Map<number, string>();
  let size = 0;
  /** No row before this one is kept. */
  let oldest = 0;

  function forget(serial: number): void {
    const text = texts.get(serial);
    if (text === undefined) return;
    size -= text.length;
    texts.delete(serial);
  }

  /** Makes room for a row at the cost of those before it. */
  function makeRoom(length: number, serial: number): boolean {
    while (size + length > budget && oldest < serial) {
      forget(oldest);
      oldest += 1;
    }
    return size + length <= budget;
  }

  return {
    of(row) {
      const kept = texts.get(row.serial);
      if (kept !== undefined) return kept;
      const text = textOf(row);
      if (size + text.length <= budget || (row.serial > oldest && makeRoom(text.length, row.serial))) {
        texts.set(row.serial, text);
        size += text.length;
        oldest = texts.size === 1 ? row.serial : Math.min(oldest, row.serial);
      }
      return text;
    },
    forget,
    has: (serial) => texts.has(serial),
    get size() {
      return size;
    },
  };
}

function textOf(row: Row): string {
  let text = "";
  for (const { payload } of saidIn(row)) if (payload) text += `${jsonOf(payload)}\n`;
  return text.toLowerCase();
}

/** A payload may be deeper than the browser can write. */
function jsonOf(payload: object): string {
  try {
    return JSON.stringify(payload) ?? "";
  } catch {
    return "";
  }
}
