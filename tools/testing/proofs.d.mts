/** Paths, and the browser tests that prove what is there. The first row counts whose path a file begins with. */
export declare const PROOFS: [path: string, tests: string[]][];
/** Test files that take a minute or more. */
export declare const LONG: RegExp;
