import type { View } from "./view.ts";

/** How long one slice of a search may block the page (ms). */
const SLICE_MS = 8;

interface Times {
  /** Epoch milliseconds. */
  now: () => number;
  /** Milliseconds that never go back, such as `performance.now`. */
  clock: () => number;
  /** Lets the page draw and handle input. */
  pause: () => Promise<void>;
}

/**
 * Fills a view in slices of 8 ms, from the newest row to the oldest.
 *
 * @param onProgress called after each slice
 * @param signal aborts the search, because another filter was typed; the view then stays incomplete
 * @returns whether the search is complete
 */
export async function search(
  view: View,
  { now, clock, pause }: Times,
  onProgress: (progress: View["progress"]) => void,
  signal?: AbortSignal,
): Promise<boolean> {
  while (!signal?.aborted) {
    const end = clock() + SLICE_MS;
    const isDone = view.step(now(), () => clock() >= end);
    onProgress(view.progress);
    if (isDone) return true;
    await pause();
  }
  return false;
}
