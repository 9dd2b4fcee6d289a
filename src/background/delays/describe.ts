import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";

/** @returns an error in a few words, without the address it came from: that may hold a delay_id */
export function describe(error: unknown): string {
  if (error instanceof MatrixError) return `${error.errcode ?? error.httpStatus}: ${error.error ?? ""}`;
  return error instanceof Error ? error.message : String(error);
}
