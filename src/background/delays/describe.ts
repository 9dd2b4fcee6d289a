import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";

/** The longest that is told and written down of somebody else's words, in characters. */
const LONGEST = 1_000;

/** @returns an error in a few words, without the address it came from: that may hold a delay_id */
export function describe(error: unknown): string {
  return inFull(error).slice(0, LONGEST);
}

function inFull(error: unknown): string {
  if (error instanceof MatrixError) return `${error.errcode ?? error.httpStatus}: ${error.error ?? ""}`;
  return error instanceof Error ? error.message : String(error);
}
