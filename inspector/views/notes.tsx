import type { Row } from "../log/row.ts";
import type { Model } from "../model.ts";

/** PLACEHOLDER */
export function Notes(_: { row: Row; model: Model }) {
  return null;
}
