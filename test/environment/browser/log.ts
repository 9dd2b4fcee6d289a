import type { LogEntry } from "./contract.ts";

const LEVELS: Record<string, LogEntry["level"]> = {
  debug: "debug",
  verbose: "debug",
  trace: "debug",
  warn: "warning",
  warning: "warning",
  error: "error",
  assert: "error",
};

/** @returns the level for a console method, or for its name in a protocol; `info` by default */
export function levelOf(word: string): LogEntry["level"] {
  return LEVELS[word] ?? "info";
}

/** Where entries go. The time is added on arrival. */
export type Log = (entry: Omit<LogEntry, "time">) => void;

/** Creates a log: the list that tests read, and the function that adds to it. */
export function createLog(): { entries: LogEntry[]; add: Log } {
  const entries: LogEntry[] = [];
  return { entries, add: (entry) => void entries.push({ ...entry, time: Date.now() }) };
}
