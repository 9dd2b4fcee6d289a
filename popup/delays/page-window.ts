import type { Span } from "../../ui/fixed-window.ts";

/** How much is drawn above and below the visible part, so that nothing is missing while the page scrolls (px). */
const BEYOND = 400;

/** The drawn lines of a list, and the total heights of those before and after (px). */
export interface PageWindow extends Span {
  before: number;
  after: number;
}

/**
 * @param heights the heights of all lines (px)
 * @param top how far the list's start is above the visible part (px); below 0 if it is further down
 * @param height the height of the visible part (px)
 */
export function pageWindow(heights: readonly number[], top: number, height: number): PageWindow {
  const [start, end] = [top - BEYOND, top + height + BEYOND];
  let [from, to, before, after, at] = [0, 0, 0, 0, 0];
  for (const [place, each] of heights.entries()) {
    if (at + each <= start) {
      from = place + 1;
      before += each;
    } else if (at < end) to = place + 1;
    else after += each;
    at += each;
  }
  return { from, to: Math.max(from, to), before, after };
}
