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

  /** @returns the table as text; what was not measured is a dash */
  printed(title: string, corner: string): string {
    const head = [corner, ...this.#columns];
    const lines = [...this.#rows].map(([row, cells]) => [
      row,
      ...this.#columns.map((column) => cells.get(column) ?? "–"),
    ]);
    const widths = head.map((text, at) =>
      Math.max(...[head, ...lines].map((line) => line[at]?.length ?? 0), text.length),
    );
    const row = (texts: readonly string[]) =>
      `| ${texts.map((text, at) => text.padEnd(widths[at] ?? 0)).join(" | ")} |`;
    const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
    return [title, "", row(head), rule, ...lines.map(row), ""].join("\n");
  }
}

/** A test whose outcome is also a cell of the table. @returns what was measured, in a few words */
export type Measure = (operation: string, rule: string, run: () => Promise<string>) => void;

/** Tests of one version: each is named by its rule, and a cell that says so until it has passed is a failure. */
export function measureIn(table: Table, version: string): Measure {
  return (operation, rule, run) => {
    it(rule, async () => {
      table.set(operation, version, "✗");
      table.set(operation, version, await run());
    });
  };
}
