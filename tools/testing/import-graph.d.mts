/** @param root the work tree, to which all paths are relative */
export declare function importGraph(root: string): {
  /** @returns the files that a file depends on directly */
  neededBy(file: string): string[];
  /** @returns everything that a file depends on, including itself, with the distance in imports */
  reachOf(file: string): Map<string, number>;
};
