import { visible } from "./visible.ts";

/** @returns an error's message, safe to show */
export function errorWords(error: unknown): string {
  return visible(error instanceof Error ? error.message : String(error));
}
