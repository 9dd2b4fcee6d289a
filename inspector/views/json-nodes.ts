import { isObject } from "../../src/widget-api/message.ts";

/** The place of a value in another: the keys and indices that lead to it. */
export type Path = readonly (string | number)[];

/** One line of a JSON tree. */
export interface JsonNode {
  path: Path;
  /** The path as one text (`idOf`). */
  id: string;
  depth: number;
  value: unknown;
  /** How many values it contains; absent for a plain value. */
  size?: number;
  isOpen: boolean;
  /** Its place among its siblings, from 1, and their number. */
  place: number;
  of: number;
}

/** @returns a path as one text, which identifies its node */
export function idOf(path: Path): string {
  return JSON.stringify(path);
}

/**
 * @param open the ids of the open nodes; the contents of closed ones are not visited
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

/** How deep a tree is open at first, and how many parts a value may have to be open then. */
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

/** Maximum number of finds. */
const FINDS = 1_000;

/** @returns the paths of keys and plain values that contain a text, ignoring case; at most a thousand */
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

/** @returns the ids of the nodes that must be open so that this path is visible */
export function above(path: Path): string[] {
  return path.map((_, length) => idOf(path.slice(0, length)));
}

/** @returns a path as written in code and accepted by `jq`: `.data.content["m.call"][0]` */
export function writtenPath(path: Path): string {
  const parts = path.map((key) => {
    if (typeof key === "number") return `[${key}]`;
    return /^[A-Za-z_]\w*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  });
  const written = parts.join("");
  return written.startsWith(".") ? written : `.${written}`;
}
