import { createTrafficLog } from "../../../../inspector/log/create-traffic-log.ts";
import type { Captured } from "../../../../inspector/log/source.ts";
import { rowsOf } from "../frames.ts";

/** @returns the rows of captured entries, and the first conversation, at a time (epoch ms) */
export function replay(captured: readonly Captured[], now: number) {
  const log = createTrafficLog();
  log.take(captured);
  log.tick(now);
  return { log, rows: rowsOf(log), conversation: log.conversation(1) };
}
