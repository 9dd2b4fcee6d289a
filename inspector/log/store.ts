import type { Row, Said } from "./row.ts";
import { saidIn, type Track } from "./track.ts";

/** How much to keep: rows, and payloads in UTF-16 units. */
export interface Budget {
  rows: number;
  payloads: number;
}

interface Place {
  row: Row;
  track: Track;
}

/**
 * The rows by their serials, within a budget: the oldest payloads go first, then the oldest rows. A ring, so that
 * adding a row copies nothing.
 */
export function createStore(budget: Budget, forget: (track: Track, row: Row) => void) {
  const ring: (Place | undefined)[] = [];
  const fellOut = { rows: 0, payloads: 0 };
  let first = 0;
  let last = 0;
  let held = 0;
  /** The oldest serial that may still have payloads. */
  let full = 1;

  const placeOf = (serial: number) => ring[serial % budget.rows];

  /** Adds a row, and gives it its permanent serial. */
  function add(row: Row, track: Track): void {
    last += 1;
    first ||= 1;
    row.serial = last;
    if (last - first === budget.rows) dropFirst();
    ring[last % budget.rows] = { row, track };
  }

  function dropFirst(): void {
    const place = placeOf(first);
    if (place) {
      empty(place.track);
      forget(place.track, place.row);
      fellOut.rows += 1;
    }
    first += 1;
    full = Math.max(full, first);
  }

  /** Counts a new payload, and drops the oldest ones if the budget is exceeded. */
  function hold(said: Said): void {
    if (!said.payload) return;
    held += said.size;
    for (; held > budget.payloads && full <= last; full += 1) empty(placeOf(full)?.track);
    // The payload belongs to an older row, or has no row yet, so the loop did not reach it.
    if (held > budget.payloads) drop(said);
  }

  function empty(track: Track | undefined): void {
    if (track) for (const said of saidIn(track)) drop(said);
  }

  function drop(said: Said): void {
    if (!said.payload) return;
    delete said.payload;
    held -= said.size;
    fellOut.payloads += said.size;
  }

  /** Assigns a row to another track. */
  function keepWith({ serial }: Row, track: Track): void {
    const place = placeOf(serial);
    if (place?.row.serial === serial) place.track = track;
  }

  /** Removes a row whose messages have moved to another. Its serial is not used again. */
  function remove({ serial }: Row): void {
    if (placeOf(serial)?.row.serial === serial) ring[serial % budget.rows] = undefined;
  }

  return {
    add,
    hold,
    remove,
    keepWith,
    get: (serial: number) => (serial >= first && serial <= last ? placeOf(serial)?.row : undefined),
    get first() {
      return first;
    },
    get last() {
      return last;
    },
    fellOut: fellOut as Readonly<typeof fellOut>,
  };
}
