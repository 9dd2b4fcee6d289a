/**
 * Makes a listener that passes the first ids on at once, and those of the next `ms` together afterwards. A page that
 * drew after each restart of many widgets would hold up the background, with which it shares a process in Firefox.
 * @param hear gets the ids, each once
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
