import { tableOf } from "../../environment/table.ts";

/** One line of the table that a run prints: the measurements of one cell. */
export interface Line {
  host: string;
  send: string;
  restart: string;
  cancel: string;
  "send now": string;
  /** Milliseconds from the widget's first delayed send to its answer. */
  "first delay_id": string;
  /** The delayed-event capabilities that the host was asked for. */
  "asked of host": string;
  verdict: string;
}

const COLUMNS: (keyof Line)[] = [
  ...(["host", "send", "restart", "cancel", "send now"] as const),
  ...(["first delay_id", "asked of host", "verdict"] as const),
];

/** @returns the table as text, with a dash for each missing value */
export function printed(title: string, lines: readonly Partial<Line>[]): string {
  return tableOf(
    title,
    COLUMNS,
    lines.map((line) => COLUMNS.map((column) => line[column])),
  );
}
