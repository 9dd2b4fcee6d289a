import type { View } from "./view.ts";

/** How long a slice of a search may keep the page from drawing (ms). */
const SLICE_MS = 8;

interface Times {
  /** Epoch milliseconds. */
  now: () => number;
  /** Milliseconds that never go back, such as `performance.now`. */
  clock: () => number;
  /** Lets the page draw and hear its user. */
  pause: () => Promise<void>;
}

/**
 * Fills a view in slices of 8 ms, from the newest row to the oldest.
 *
 * @param onProgress called after each slice
 * @param signal ends it early, because another filter was typed; the view then stays as far as it came
 * @returns whether it came to the end
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
