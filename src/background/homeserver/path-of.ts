import { encodeUri } from "matrix-js-sdk/lib/utils.js";
import { isBroken } from "../../delayed-events/canonical.ts";

/** This name cannot be part of a URL's path. */
class UnnameableError extends Error {
  override name = "UnnameableError";
}

/**
 * URLs drop "." and "..", however these are encoded (URL Standard, path state).
 * @throws UnnameableError if one of the names cannot be part of a path
 */
export function requireNameable(names: string[]): void {
  const dots = names.find((name) => name === "." || name === "..");
  if (dots !== undefined) throw new UnnameableError(`A URL cannot name "${dots}"`);
  if (names.some(isBroken)) throw new UnnameableError("A URL cannot name half a character");
}

/** Like js-sdk's `encodeUri`, but refuses names that cannot be part of a path. @throws UnnameableError */
export function pathOf(template: string, parts: Record<string, string>): string {
  requireNameable(Object.values(parts));
  return encodeUri(template, parts);
}
