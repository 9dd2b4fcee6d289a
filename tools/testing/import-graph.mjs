import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** Types alone leave nothing behind when a test runs, and are the affair of another step. */
const OF_TYPES = /^(?:import|export) type [^;]*;/gm;
/** Every import here names its file as it is called; so does what reads a file that lies beside it. */
const NAMED = /"([\w./-]+\.\w+)"/g;

/**
 * Follows what files import of each other, and which they name in order to read or run them.
 * @param {string} root the work tree
 */
export function importGraph(root) {
  /** @type {Map<string, string[]>} */
  const known = new Map();

  /** @returns {string[]} the files that this one needs itself */
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
     * @param {string} file from the work tree
     * @returns {Map<string, number>} all that it needs, itself included, and over how many imports
     */
    reachOf(file) {
      const reach = new Map([[file, 0]]);
      // A Map's iterator sees what is added meanwhile, so the nearest come first.
      for (const [each, steps] of reach)
        for (const needed of neededBy(each)) if (!reach.has(needed)) reach.set(needed, steps + 1);
      return reach;
    },
  };
}

function isFile(file) {
  return existsSync(file) && statSync(file).isFile();
}
