import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export const SRC = path.resolve(import.meta.dirname, "../../src");

/**
 * @returns for each file of `src`, the files that it imports. Types count too: files in a circle can only be understood
 *   together, and a layer that needs a type of another knows that layer
 */
export function importsInSrc(): Map<string, string[]> {
  const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  return new Map(
    files.map((file) => {
      const code = readFileSync(path.join(SRC, file), "utf8");
      const imported = [...code.matchAll(/(?:from|import) "(\.[^"]+)"/g)];
      return [file, imported.map(([, name = ""]) => path.join(path.dirname(file), name))];
    }),
  );
}
