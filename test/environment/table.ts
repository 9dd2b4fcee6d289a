/**
 * @param rows each with as many cells as there are columns; a missing cell was not measured
 * @returns the table as text, in columns of equal width
 */
export function tableOf(
  title: string,
  columns: readonly string[],
  rows: readonly (readonly (string | undefined)[])[],
): string {
  const cells = rows.map((row) => columns.map((_, at) => row[at] ?? "–"));
  const widths = columns.map((column, at) =>
    Math.max(column.length, ...cells.map((row) => row[at]?.length ?? 0)),
  );
  const line = (texts: readonly string[]) =>
    `| ${texts.map((text, at) => text.padEnd(widths[at] ?? 0)).join(" | ")} |`;
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [title, "", line(columns), rule, ...cells.map(line), ""].join("\n");
}
