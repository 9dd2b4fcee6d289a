/** @param root the work tree, from which all files are named */
export declare function importGraph(root: string): {
  /** @returns the files that one needs itself */
  neededBy(file: string): string[];
  /** @returns all that a file needs, itself included, and over how many imports */
  reachOf(file: string): Map<string, number>;
};
