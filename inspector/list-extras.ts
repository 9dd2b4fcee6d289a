import { DIVIDER, FELL_OUT } from "./list-items.ts";
import type { TrafficLog } from "./log/traffic-log.ts";

/** What a list shows besides the rows that its filter finds: dividers, pinned rows, and the number of dropped rows. */
export function createExtras(log: TrafficLog) {
  const begun = new Set<number>();
  const items = new Set<number>();
  return {
    /** Puts a divider before a row, if its conversation begins with it. */
    begin(serial: number): void {
      const conversation = log.row(serial)?.conversation;
      if (conversation === undefined || begun.has(conversation)) return;
      begun.add(conversation);
      items.add(serial - DIVIDER);
    },
    /** Shows a row in any case, or no longer. */
    pin(serial: number, isPinned: boolean): void {
      if (isPinned) items.add(serial);
      else items.delete(serial);
    },
    /** @returns the items, ascending, without the dividers up to a row */
    after(serial: number): number[] {
      for (const item of items) if (item < log.first - DIVIDER) items.delete(item);
      const shown = [...items].filter((item) => Number.isInteger(item) || item > serial);
      return [...(log.fellOut.rows > 0 ? [FELL_OUT] : []), ...shown.sort((a, b) => a - b)];
    },
  };
}
