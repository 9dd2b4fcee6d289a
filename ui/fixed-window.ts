/** A part of a list: the rows from `from` up to but not including `to`. */
export interface Span {
  from: number;
  to: number;
}

/** How many rows are drawn above and below the visible part, so that none is missing while the page scrolls. */
const BEYOND = 8;

/**
 * For a list whose rows all have the same height.
 * @param top how far the list is scrolled (px)
 * @param height the height of the visible part (px)
 * @param rowHeight the height of each row (px), not 0
 * @returns the rows to draw
 */
export function spanOf(top: number, height: number, rowHeight: number, count: number): Span {
  const from = Math.min(count, Math.max(0, Math.floor(top / rowHeight) - BEYOND));
  const to = Math.min(count, Math.ceil((top + height) / rowHeight) + BEYOND);
  return { from, to: Math.max(from, to) };
}

/** @returns how far to scroll so that the whole row is visible (px); nothing if it is already */
export function scrollTo(index: number, top: number, height: number, rowHeight: number): number | undefined {
  const [start, end] = [index * rowHeight, (index + 1) * rowHeight];
  if (start < top) return start;
  return end > top + height ? end - height : undefined;
}

/** @returns all places in a span */
export function placesIn({ from, to }: Span): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
