/** Paths, and the tests in a browser that prove what is at them. The first row whose path a file begins with counts. */
export declare const PROOFS: [path: string, tests: string[]][];
/** Test files that take a minute or more. */
export declare const LONG: RegExp;
