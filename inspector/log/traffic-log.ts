import type { Conversation, Row } from "./row.ts";
import type { Captured } from "./source.ts";

/** All captured rows, in the order of their serials. Append-only: views hold serials, and never copy rows. */
export interface TrafficLog {
  /** Adds captured entries. @returns the serials of the rows that are new, and of those that changed */
  take(captured: readonly Captured[]): { added: number[]; changed: number[] };
  /**
   * Marks requests that have had no reply for ten seconds, and gives up waiting for the request of a lone reply.
   * @param now epoch milliseconds
   * @returns the serials of the rows that changed, or that are new
   */
  tick(now: number): number[];
  /**
   * @returns the row with this serial; nothing if it fell out, or if its message turned out to belong to another row
   */
  row(serial: number): Row | undefined;
  conversation(id: number): Conversation | undefined;
  conversations(): readonly Conversation[];
  /** The serials of the oldest remaining row and of the newest; both 0 while there is none. */
  readonly first: number;
  readonly last: number;
  /** Rows and payloads (UTF-16 units) that fell out for lack of space. */
  readonly fellOut: { rows: number; payloads: number };
}
