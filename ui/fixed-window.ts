/** A part of a list whose rows are all of one height: from the first to before the last. */
export interface Span {
  from: number;
  to: number;
}

/** How many rows are drawn above and below the visible area, so that none is missing while the page scrolls. */
const BEYOND = 8;

/**
 * @param top how far the list is scrolled (px)
 * @param height of what is seen (px)
 * @param rowHeight of each row (px), not 0
 * @returns the rows to draw
 */
export function spanOf(top: number, height: number, rowHeight: number, count: number): Span {
  const from = Math.min(count, Math.max(0, Math.floor(top / rowHeight) - BEYOND));
  const to = Math.min(count, Math.ceil((top + height) / rowHeight) + BEYOND);
  return { from, to: Math.max(from, to) };
}

/** @returns how far to scroll so that a row is seen whole; nothing if it is */
export function scrollTo(index: number, top: number, height: number, rowHeight: number): number | undefined {
  const [start, end] = [index * rowHeight, (index + 1) * rowHeight];
  if (start < top) return start;
  return end > top + height ? end - height : undefined;
}

/** @returns the places in a span, one by one */
export function placesIn({ from, to }: Span): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
