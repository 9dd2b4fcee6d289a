import { text } from "../../src/browser/i18n.ts";
import type { Row } from "../log/row.ts";
import type { Model } from "../model.ts";
import { missingFor } from "../readings/missing.ts";
import { notesOn } from "../readings/silence.ts";
import { rowsOf } from "../rows.ts";
import { wordsOf } from "./sentence-words.ts";
import { useSlowly } from "./use-slowly.ts";

/** What other messages reveal about a row: why it was refused, or whether others were answered meanwhile. */
export function Notes({ row, model }: { row: Row; model: Model }) {
  const isSettled = row.state === "done";
  const notes = useSlowly(
    () => {
      if (isSettled && row.api === "fromWidget") return [];
      const rows = rowsOf(model.log, row.conversation);
      return [...notesOn(row, rows, model.now()), ...missingFor(row, rows).map(({ words }) => words)];
    },
    model.state.revision,
    `${row.serial} ${row.state}`,
  );
  if (notes.length === 0) return null;
  return (
    <ul class="notes" data-testid="notes" aria-label={text("inspectNotes")}>
      {notes.map(wordsOf).map((words) => (
        <li key={words}>{words}</li>
      ))}
    </ul>
  );
}
