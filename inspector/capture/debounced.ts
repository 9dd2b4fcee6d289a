/**
 * @param after how long no call for the same key must come before the task runs (ms)
 * @returns a function that runs a task for a key, once for several calls. It resolves once the task that stands for the
 *   call has ended, and never rejects
 */
export function debounced<Key>(
  task: (key: Key) => Promise<void>,
  after: number,
): (key: Key) => Promise<void> {
  const waiting = new Map<Key, { timer: ReturnType<typeof setTimeout>; resolves: (() => void)[] }>();

  return (key) =>
    new Promise((resolve) => {
      const before = waiting.get(key);
      clearTimeout(before?.timer);
      const resolves = [...(before?.resolves ?? []), resolve];
      const run = async () => {
        waiting.delete(key);
        await task(key).catch(() => undefined);
        for (const each of resolves) each();
      };
      waiting.set(key, { timer: setTimeout(() => void run(), after), resolves });
    });
}
