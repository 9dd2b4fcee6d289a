import type { JsonNode, Path } from "./json-nodes.ts";
import { writtenPath } from "./json-nodes.ts";

/** What the keys in a JSON tree need from it. */
export interface TreeControls {
  nodes: readonly JsonNode[];
  /** The active line's place. */
  place: number;
  /** How many lines a page has. */
  page: number;
  toggle(node: JsonNode, isOpen: boolean): void;
  goTo(path: Path | undefined): void;
  copy(text: string, what: "value" | "path"): void;
}

/** Handles a key in a JSON tree. */
export function pressInTree(event: KeyboardEvent, controls: TreeControls): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const { nodes, place, page, goTo } = controls;
  const node = nodes[place];
  if (!node) return;
  const to = (index: number) => goTo(nodes[Math.max(0, Math.min(nodes.length - 1, index))]?.path);
  const acts: Record<string, () => void> = {
    ArrowDown: () => to(place + 1),
    ArrowUp: () => to(place - 1),
    PageDown: () => to(place + page),
    PageUp: () => to(place - page),
    Home: () => to(0),
    End: () => to(nodes.length - 1),
    ArrowRight: () => (node.size !== undefined && !node.isOpen ? controls.toggle(node, true) : to(place + 1)),
    ArrowLeft: () => (node.isOpen ? controls.toggle(node, false) : goTo(node.path.slice(0, -1))),
    Enter: () => node.size !== undefined && controls.toggle(node, !node.isOpen),
    c: () => controls.copy(writtenValue(node.value), "value"),
    C: () => controls.copy(writtenPath(node.path), "path"),
  };
  const act = Object.hasOwn(acts, event.key) ? acts[event.key] : undefined;
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

/** @returns a text unchanged, and any other value as JSON */
function writtenValue(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "null");
}
