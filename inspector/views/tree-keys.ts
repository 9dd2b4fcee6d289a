import type { JsonNode, Path } from "./json-nodes.ts";
import { writtenPath } from "./json-nodes.ts";

/** What the keys in a JSON tree need of it. */
export interface TreeHand {
  nodes: readonly JsonNode[];
  /** The active line's. */
  place: number;
  /** How many lines a page is. */
  page: number;
  toggle(node: JsonNode, isOpen: boolean): void;
  goTo(path: Path | undefined): void;
  copy(text: string, what: "value" | "path"): void;
}

/** Does what a key means in a JSON tree. */
export function pressInTree(event: KeyboardEvent, hand: TreeHand): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const { nodes, place, page, goTo } = hand;
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
    ArrowRight: () => (node.size !== undefined && !node.isOpen ? hand.toggle(node, true) : to(place + 1)),
    ArrowLeft: () => (node.isOpen ? hand.toggle(node, false) : goTo(node.path.slice(0, -1))),
    Enter: () => node.size !== undefined && hand.toggle(node, !node.isOpen),
    c: () => hand.copy(writtenValue(node.value), "value"),
    C: () => hand.copy(writtenPath(node.path), "path"),
  };
  const act = Object.hasOwn(acts, event.key) ? acts[event.key] : undefined;
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

/** @returns a text as it is, and anything else as JSON */
function writtenValue(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "null");
}
