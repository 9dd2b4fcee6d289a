import { tableOf } from "../environment/table.ts";

/** What was measured, by operation and version. */
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

  /** @returns the table as text, with a dash for what was not measured */
  printed(title: string, corner: string): string {
    const rows = [...this.#rows].map(([row, cells]) => [
      row,
      ...this.#columns.map((column) => cells.get(column)),
    ]);
    return tableOf(title, [corner, ...this.#columns], rows);
  }
}

/** A test whose outcome is also a cell of the table. @returns what was measured, in a few words */
export type Measure = (operation: string, rule: string, run: () => Promise<string>) => void;

/** Tests of one version, each named by its rule; its cell shows a failure until it has passed. */
export function measureIn(table: Table, version: string): Measure {
  return (operation, rule, run) => {
    it(rule, async () => {
      table.set(operation, version, "✗");
      table.set(operation, version, await run());
    });
  };
}
