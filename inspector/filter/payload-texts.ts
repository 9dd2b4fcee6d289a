import type { Row } from "../log/row.ts";
import { saidIn } from "./search-line.ts";

/** What is kept of payloads as text (UTF-16 units), which is as much as the log keeps of payloads. */
const BUDGET = 64_000_000;

/** Who asks for a row's text, and keeps it: a search would lose time looking it up a hundred thousand times. */
export interface TextHolder {
  row: Row;
  text?: string | undefined;
}

/** The payloads of rows as text in lower case, made when first asked for, and kept as far as there is room. */
export interface PayloadTexts {
  of(holder: TextHolder): string;
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
  const holders = new Map<number, TextHolder>();
  let size = 0;
  /** No row before this one is kept. */
  let oldest = 0;

  function forget(serial: number): void {
    const holder = holders.get(serial);
    if (!holder) return;
    size -= holder.text?.length ?? 0;
    holder.text = undefined;
    holders.delete(serial);
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
    of(holder) {
      if (holder.text !== undefined) return holder.text;
      const { serial } = holder.row;
      const text = textOf(holder.row);
      if (size + text.length <= budget || (serial > oldest && makeRoom(text.length, serial))) {
        forget(serial);
        holder.text = text;
        holders.set(serial, holder);
        size += text.length;
        oldest = holders.size === 1 ? serial : Math.min(oldest, serial);
      }
      return text;
    },
    forget,
    has: (serial) => holders.has(serial),
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
