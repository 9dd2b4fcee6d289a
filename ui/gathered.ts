/**
 * Makes a listener that passes news on at once, and then what comes within `ms` together when they are over. A page that
 * draws after each restart of many widgets would hold up the background, with which it shares a process in Firefox.
 * @param hear is called with the ids, each of them once
 */
export function gathered(hear: (ids: string[]) => void, ms: number): (ids: readonly string[]) => void {
  const waiting = new Set<string>();
  let isPausing = false;

  function pass(): void {
    isPausing = waiting.size > 0;
    if (!isPausing) return;
    const ids = [...waiting];
    waiting.clear();
    setTimeout(pass, ms);
    hear(ids);
  }

  return (ids) => {
    for (const id of ids) waiting.add(id);
    if (!isPausing) pass();
  };
}
