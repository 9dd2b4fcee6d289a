import { tableOf } from "../environment/table.ts";

/** The measurements, by operation and version. */
export class Table {
  readonly #columns: readonly string[];
  readonly #rows = new Map<string, Map<string, string>>();

  constructor(columns: readonly string[]) {
    this.#columns = columns;
  }

  set(row: string, column: string, cell: string): void {
    const cells = this.#rows.get(row) ?? new Map<string, string>();
    this.#rows.set(row, cells.set(column, cell));
  }

  /** @returns the table as text, with a dash for each missing measurement */
  printed(title: string, corner: string): string {
    const rows = [...this.#rows].map(([row, cells]) => [
      row,
      ...this.#columns.map((column) => cells.get(column)),
    ]);
    return tableOf(title, [corner, ...this.#columns], rows);
  }
}

/** Defines a test whose outcome is also a cell of the table. `run` returns the measurement in a few words. */
export type Measure = (operation: string, rule: string, run: () => Promise<string>) => void;

/** Defines tests of one version, each named by its rule. A cell shows a failure until its test has passed. */
export function measureIn(table: Table, version: string): Measure {
  return (operation, rule, run) => {
    it(rule, async () => {
      table.set(operation, version, "✗");
      table.set(operation, version, await run());
    });
  };
}
