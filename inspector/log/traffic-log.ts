import type { Conversation, Row } from "./row.ts";
import type { Captured } from "./source.ts";

/** Everything that was seen, in the order of the serials. Append-only: views hold serials, and never copy it. */
export interface TrafficLog {
  /** Adds a frame's report. @returns the serials of the rows that are new, and of those that changed */
  take(captured: readonly Captured[]): { added: number[]; changed: number[] };
  /**
   * Marks what has waited for more than ten seconds, and gives up waiting for a request to a reply.
   * @param now epoch milliseconds
   * @returns the serials of the rows that changed, or that are new
   */
  tick(now: number): number[];
  /** The row with this serial; nothing if it fell out, or if it turned out that its message belongs to another row. */
  row(serial: number): Row | undefined;
  conversation(id: number): Conversation | undefined;
  conversations(): readonly Conversation[];
  /** The serial of the oldest row that is still there, and of the newest; both 0 while there is none. */
  readonly first: number;
  readonly last: number;
  /** Rows and payloads (UTF-16 units) that fell out for want of room. */
  readonly fellOut: { rows: number; payloads: number };
}
