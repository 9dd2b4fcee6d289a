/** Runs a task soon, and tells it how many items it may hand over at most. */
export type Schedule = (task: (atMost: number) => void) => void;

/**
 * Hands items over in portions, in their order.
 * @returns a function that adds items
 */
export function createDrain<Item>(schedule: Schedule, handOver: (items: Item[]) => void) {
  let waiting: Item[] = [];

  function drain(atMost: number): void {
    const now = waiting.slice(0, atMost);
    waiting = waiting.slice(atMost);
    if (waiting.length > 0) schedule(drain);
    handOver(now);
  }

  return (items: readonly Item[]): void => {
    if (items.length === 0) return;
    if (waiting.length === 0) schedule(drain);
    for (const item of items) waiting.push(item);
  };
}
