/**
 * @param after how long no call for the same key must come before the task runs (ms)
 * @param atMost how long calls may put it off (ms), since a page can cause any number of them
 * @returns a function that runs a task for a key, once for several calls. It resolves once the task that stands for the
 *   call has ended, and never rejects
 */
export function debounced<Key>(
  task: (key: Key) => Promise<void>,
  after: number,
  atMost: number,
): (key: Key) => Promise<void> {
  interface Waiting {
    timer: ReturnType<typeof setTimeout>;
    /** When it was first called (epoch ms). */
    since: number;
    resolves: (() => void)[];
  }
  const waiting = new Map<Key, Waiting>();

  return (key) =>
    new Promise((resolve) => {
      const before = waiting.get(key);
      clearTimeout(before?.timer);
      const since = before?.since ?? Date.now();
      const resolves = before?.resolves ?? [];
      resolves.push(resolve);
      const run = async () => {
        waiting.delete(key);
        await task(key).catch(() => undefined);
        for (const each of resolves) each();
      };
      const left = Math.max(0, since + atMost - Date.now());
      waiting.set(key, { timer: setTimeout(() => void run(), Math.min(after, left)), since, resolves });
    });
}
