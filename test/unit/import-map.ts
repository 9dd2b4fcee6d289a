import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const ROOT = path.resolve(import.meta.dirname, "../..");

/**
 * @param folders of the work tree
 * @returns for each of their files, the files that it imports; all paths are relative to the work tree. Types count too:
 *   files in a circle can only be understood together, and a layer that needs a type of another knows that layer
 */
export function importsIn(...folders: string[]): Map<string, string[]> {
  const files = folders.flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.(?:tsx?|mjs)$/.test(file))
      .map((file) => path.join(folder, file)),
  );
  return new Map(
    files.map((file) => {
      const code = readFileSync(path.join(ROOT, file), "utf8");
      const imported = [...code.matchAll(/(?:from|import) "(\.[^"]+)"/g)];
      return [file, imported.map(([, name = ""]) => path.join(path.dirname(file), name))];
    }),
  );
}
