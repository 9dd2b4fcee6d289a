/**
 * The items of a list of messages, as ascending numbers. A whole number is a row's serial. A number that ends in .5 is
 * the divider before the row with the next serial, which begins a conversation.
 */
export interface Items {
  readonly length: number;
  /** @returns the item at a place; nothing beyond the end */
  at(place: number): number | undefined;
  /** @returns the place of an item, or of the first one after it; the length if there is none */
  placeOf(item: number): number;
}

/** A divider's number is its row's serial less this. */
export const DIVIDER = 0.5;

/** The first item, if any rows fell out: the note that says how many. */
export const FELL_OUT = 0;

/** @returns the serial of the row behind a divider; nothing if the item is a row */
export function dividedRow(item: number): number | undefined {
  return Number.isInteger(item) ? undefined : item + DIVIDER;
}

/**
 * Lists rows with extra items among them, without copying the rows: there may be a hundred thousand.
 * @param serials ascending
 * @param extras ascending and few; one that is a row of `serials` counts once
 */
export function createItems(serials: readonly number[], extras: readonly number[]): Items {
  const more = extras.filter((item) => serials[placeIn(serials, item)] !== item);
  /** How many rows come before each extra item. */
  const before = more.map((item) => placeIn(serials, item));
  return {
    length: serials.length + more.length,
    at(place) {
      // The number of extras whose own place is at or before this one.
      let [low, high] = [0, more.length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((before[middle] as number) + middle <= place) low = middle + 1;
        else high = middle;
      }
      const last = low - 1;
      if (last >= 0 && (before[last] as number) + last === place) return more[last];
      return serials[place - low];
    },
    placeOf: (item) => placeIn(serials, item) + placeIn(more, item),
  };
}

/** @returns the place of the first number that is at least this one */
function placeIn(numbers: readonly number[], sought: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle] as number) < sought) low = middle + 1;
    else high = middle;
  }
  return low;
}
