import { encodeUri } from "matrix-js-sdk/lib/utils.js";
import { isBroken } from "../../delayed-events/canonical.ts";

/** A URL cannot have this name as a part of its path. */
class UnnameableError extends Error {
  override name = "UnnameableError";
}

/**
 * URLs drop "." and "..", however these are encoded (URL Standard, path state).
 * @throws UnnameableError if one of the names cannot be a part of a path
 */
export function requireNameable(names: string[]): void {
  const dots = names.find((name) => name === "." || name === "..");
  if (dots !== undefined) throw new UnnameableError(`A URL cannot name "${dots}"`);
  if (names.some(isBroken)) throw new UnnameableError("A URL cannot name half a character");
}

/** Like js-sdk's `encodeUri`, but refuses what a URL cannot name. @throws UnnameableError */
export function pathOf(template: string, parts: Record<string, string>): string {
  requireNameable(Object.values(parts));
  return encodeUri(template, parts);
}
