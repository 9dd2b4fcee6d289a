import { DIVIDER, FELL_OUT } from "./list-items.ts";
import type { TrafficLog } from "./log/traffic-log.ts";

/** The items that a list shows besides its filter's rows: dividers, pinned rows, and the note that rows fell out. */
export function createExtras(log: TrafficLog) {
  /** The serial of each conversation's first row. */
  const begun = new Map<number, number>();
  const items = new Set<number>();

  function begins(serial: number): boolean {
    const conversation = log.row(serial)?.conversation;
    return conversation === undefined || begun.get(conversation) === serial;
  }

  return {
    /** Puts a divider before a row that begins its conversation, which may have become a part of another. */
    begin(serial: number): void {
      const conversation = log.row(serial)?.conversation;
      if (conversation === undefined || (begun.get(conversation) ?? Infinity) <= serial) return;
      begun.set(conversation, serial);
      items.add(serial - DIVIDER);
    },
    /** Shows a row whatever the filter says, or no longer. */
    pin(serial: number, isPinned: boolean): void {
      if (isPinned) items.add(serial);
      else items.delete(serial);
    },
    /** @returns the items, ascending, without the dividers up to this row */
    after(serial: number): number[] {
      for (const item of items) if (item < log.first - DIVIDER) items.delete(item);
      const shown = [...items].filter(
        (item) => Number.isInteger(item) || (item > serial && begins(item + DIVIDER)),
      );
      return [...(log.fellOut.rows > 0 ? [FELL_OUT] : []), ...shown.sort((a, b) => a - b)];
    },
  };
}
