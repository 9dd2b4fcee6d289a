import type { Items } from "./list-items.ts";
import type { Row } from "./log/row.ts";
import type { TrafficLog } from "./log/traffic-log.ts";

/**
 * @param from the serial of a row, listed or not; without one, the search begins at the first or last row
 * @returns the serial of the next listed row in a direction that fulfils a condition; nothing if there is none
 */
export function nextRow(
  { log, list: { items } }: { log: TrafficLog; list: { items: Items } },
  from: number | undefined,
  direction: 1 | -1,
  is: (row: Row) => boolean,
): number | undefined {
  let place = direction > 0 ? 0 : items.length - 1;
  if (from !== undefined) {
    place = items.placeOf(from);
    // A row that is not listed has the place of the one after it.
    if (direction < 0 || items.at(place) === from) place += direction;
  }
  for (; place >= 0 && place < items.length; place += direction) {
    const row = log.row(items.at(place) ?? 0);
    if (row && is(row)) return row.serial;
  }
  return undefined;
}
