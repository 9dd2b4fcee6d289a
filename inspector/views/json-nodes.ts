import { isObject } from "../../src/widget-api/message.ts";

/** Where a value is in another: the keys and the indices that lead to it. */
export type Path = readonly (string | number)[];

/** One line of a JSON tree. */
export interface JsonNode {
  path: Path;
  /** What `open` and `keyOf` name it by. */
  id: string;
  depth: number;
  value: unknown;
  /** How many values are in it; nothing for what has no parts. */
  size?: number;
  isOpen: boolean;
  /** Its place among its siblings, from 1, and how many they are. */
  place: number;
  of: number;
}

/** @returns a path as one text, by which open nodes are known */
export function idOf(path: Path): string {
  return JSON.stringify(path);
}

/**
 * @param open the ids of the nodes whose parts are shown; what is in a closed one is not looked at
 * @returns the visible lines of a value, from the top; the value itself is the first
 */
export function nodesOf(value: unknown, open: ReadonlySet<string>): JsonNode[] {
  const nodes: JsonNode[] = [];
  function add(path: Path, value: unknown, place: number, of: number): void {
    const id = idOf(path);
    const size = sizeOf(value);
    const isOpen = size !== undefined && open.has(id);
    const sized = size !== undefined && { size };
    nodes.push({ path, id, depth: path.length, value, ...sized, isOpen, place, of });
    const parts = isOpen ? (partsOf(value) ?? []) : [];
    for (const [index, [key, part]] of parts.entries()) add([...path, key], part, index + 1, parts.length);
  }
  add([], value, 1, 1);
  return nodes;
}

function sizeOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}

function partsOf(value: unknown): [string | number, unknown][] | undefined {
  if (Array.isArray(value)) return value.map((part, index) => [index, part]);
  return isObject(value) ? Object.entries(value) : undefined;
}

/** How deep a tree is open when it is first shown, and how many parts a value may have to be open then. */
const FIRST_DEPTH = 3;
const FIRST_SIZE = 24;

/** @returns the ids of the nodes to open at first: the upper ones that are small */
export function firstOpen(value: unknown): Set<string> {
  const open = new Set<string>();
  function visit(path: Path, value: unknown): void {
    const parts = partsOf(value);
    if (!parts || path.length >= FIRST_DEPTH || (path.length > 0 && parts.length > FIRST_SIZE)) return;
    open.add(idOf(path));
    for (const [key, part] of parts) visit([...path, key], part);
  }
  visit([], value);
  return open;
}

/** How many finds are looked for. */
const FINDS = 1_000;

/** @returns the paths of keys and plain values that contain a text, in any case of letters; the first thousand of them */
export function find(value: unknown, text: string): Path[] {
  const sought = text.toLowerCase();
  const found: Path[] = [];
  function visit(path: Path, value: unknown): void {
    if (found.length >= FINDS) return;
    const parts = partsOf(value);
    const key = path.at(-1);
    const words = [...(typeof key === "string" ? [key] : []), ...(parts ? [] : [String(value)])];
    if (words.some((word) => word.toLowerCase().includes(sought))) found.push(path);
    for (const [key, part] of parts ?? []) visit([...path, key], part);
  }
  if (sought !== "") visit([], value);
  return found;
}

/** @returns the ids of the nodes that have to be open for this path to be visible */
export function above(path: Path): string[] {
  return path.map((_, length) => idOf(path.slice(0, length)));
}

/** @returns a path as one writes it in code, and as `jq` takes it: `.data.content["m.call"][0]` */
export function writtenPath(path: Path): string {
  const parts = path.map((key) => {
    if (typeof key === "number") return `[${key}]`;
    return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  const written = parts.join("");
  return written.startsWith(".") ? written : `.${written}`;
}
