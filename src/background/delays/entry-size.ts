import { bytesOfJson, EVENT_BYTES } from "../../delayed-events/sizes.ts";
import type { LedgerEntry } from "./ledger-entry.ts";

/** Bytes added to each delay's size, for what is stored about it later. */
const RESERVE = 1024;
/** The maximum size of one delay in storage, including all its names and its reserve (bytes). */
export const MOST_OF_ONE = EVENT_BYTES + 16 * 1024;

const sizes = new WeakMap<LedgerEntry, number>();

/** @returns the bytes that an entry counts for. Entries are never changed in place, so each one is measured once. */
export function sizeOf(entry: LedgerEntry): number {
  const size = sizes.get(entry) ?? bytesOfJson(entry) + RESERVE;
  sizes.set(entry, size);
  return size;
}

/**
 * Says whether a value, once slimmed, is larger than any delay may be. This includes entries written before there were
 * limits.
 */
export function isOversize(value: unknown): boolean {
  return bytesOfJson(value) > MOST_OF_ONE;
}
