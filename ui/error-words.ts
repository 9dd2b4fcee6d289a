import { visible } from "./visible.ts";

/** @returns what an error says, as it can be shown */
export function errorWords(error: unknown): string {
  return visible(error instanceof Error ? error.message : String(error));
}
