import type { Row } from "../log/row.ts";
import { delayIdOf } from "./delays.ts";

/** A row of a thread, and the time since the row before (ms); absent for the first. */
export interface ThreadRow {
  serial: number;
  since?: number;
}

/**
 * @param by `delay` is the same as `conversation` for a row that is about no delay
 * @returns the rows of a row's conversation, or of its delay, in the order of their times
 */
export function threadOf(row: Row, rows: readonly Row[], by: "conversation" | "delay"): ThreadRow[] {
  const delayId = by === "delay" ? delayIdOf(row) : undefined;
  const inThread = rows
    .filter((each) => each.conversation === row.conversation)
    .filter((each) => delayId === undefined || delayIdOf(each) === delayId)
    .toSorted((one, other) => one.at - other.at || one.serial - other.serial);
  return inThread.map(({ serial, at }, index) => {
    const before = inThread[index - 1];
    return { serial, ...(before && { since: at - before.at }) };
  });
}
