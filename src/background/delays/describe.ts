import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";

/** The maximum length of someone else's error text that is shown and stored (characters). */
const LONGEST = 1_000;

/** @returns a short text for an error, without its URL, which may contain a delay_id */
export function describe(error: unknown): string {
  return inFull(error).slice(0, LONGEST);
}

function inFull(error: unknown): string {
  if (error instanceof MatrixError) return `${error.errcode ?? error.httpStatus}: ${error.error ?? ""}`;
  return error instanceof Error ? error.message : String(error);
}
