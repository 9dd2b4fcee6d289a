/** Handles a key in the details: `g` goes from the request to the reply and back, Escape to the list. */
export function pressInDetails(event: KeyboardEvent): void {
  const { key, target } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || !(target instanceof HTMLElement)) return;
  if (target.matches("input, textarea")) return;
  const half = target.closest<HTMLElement>("[data-half]")?.dataset.half;
  const to = key === "Escape" ? "[role=grid]" : key === "g" ? treeBeside(half) : undefined;
  const found = to === undefined ? undefined : document.querySelector<HTMLElement>(to);
  if (!found) return;
  event.preventDefault();
  found.focus();
}

const treeBeside = (half: string | undefined) =>
  `[data-half=${half === "request" ? "reply" : "request"}] [role=tree]`;
