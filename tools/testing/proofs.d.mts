/** Paths, and the browser tests that cover them. For each file, the first row with the start of its path counts. */
export declare const PROOFS: [path: string, tests: string[]][];
/** Test files that take a minute or more. */
export declare const LONG: RegExp;
