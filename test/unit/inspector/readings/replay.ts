import { createTrafficLog } from "../../../../inspector/log/create-traffic-log.ts";
import type { Captured } from "../../../../inspector/log/source.ts";
import { rowsOf } from "../frames.ts";

/** @returns the rows that captured entries make, and the first conversation, as they are at a time (epoch ms) */
export function replay(captured: readonly Captured[], now: number) {
  const log = createTrafficLog();
  log.take(captured);
  log.tick(now);
  return { log, rows: rowsOf(log), conversation: log.conversation(1) };
}
