/** @param root the work tree, to which all paths are relative */
export declare function importGraph(root: string): {
  /** @returns the files that one depends on directly */
  neededBy(file: string): string[];
  /** @returns everything that a file depends on, itself included, and how many imports away */
  reachOf(file: string): Map<string, number>;
};
