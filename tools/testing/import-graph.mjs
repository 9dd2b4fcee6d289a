import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Imports of types, which do not exist when a test runs; another step checks them. */
const OF_TYPES = /^(?:import|export) type [^;]*;/gm;
/**
 * The names of imported files, which are complete in this project; code that reads another file also names it like
 * this.
 */
const NAMED = /"([\w./-]+\.\w+)"/g;

/**
 * Finds out which files import each other, or name each other in order to read or run them.
 * @param {string} root the work tree
 */
export function importGraph(root) {
  /** @type {Map<string, string[]>} */
  const known = new Map();

  /** @returns {string[]} the files that a file depends on directly */
  function neededBy(file) {
    const found = known.get(file) ?? read(file);
    known.set(file, found);
    return found;
  }

  function read(file) {
    if (!/\.(?:tsx?|mjs|js)$/.test(file)) return [];
    const source = readFileSync(path.join(root, file), "utf8").replace(OF_TYPES, "");
    const named = [...source.matchAll(NAMED)].map(([, name]) => path.join(path.dirname(file), name));
    return [...new Set(named)].filter((each) => !each.startsWith("..") && isFile(path.join(root, each)));
  }

  return {
    neededBy,

    /**
     * @param {string} file relative to the work tree
     * @returns {Map<string, number>} everything that it depends on, including itself, with the distance in imports
     */
    reachOf(file) {
      const reach = new Map([[file, 0]]);
      // A Map's iterator also visits entries added meanwhile, so the nearest come first.
      for (const [each, steps] of reach)
        for (const needed of neededBy(each)) if (!reach.has(needed)) reach.set(needed, steps + 1);
      return reach;
    },
  };
}

function isFile(file) {
  return existsSync(file) && statSync(file).isFile();
}
