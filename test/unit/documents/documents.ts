import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "../../..");

/** The documents in the work tree for people who use Postdate or work on it. */
export const documents = [
  ...["README.md", "CONTRIBUTING.md", "SECURITY.md"],
  ...readdirSync(path.join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** @returns the text of a file in the work tree */
export function read(name: string): string {
  return readFileSync(path.join(root, name), "utf8");
}
