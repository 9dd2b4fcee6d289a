import { text } from "../src/browser/i18n.ts";
import type { MarkdownWords } from "./export/markdown.ts";

/** The words around what is copied as Markdown. They are the user's; whoever reads the issue may read others. */
export function markdownWords(): MarkdownWords {
  return {
    columns: {
      feature: text("inspectColumnFeature"),
      action: text("inspectColumnAction"),
      verdict: text("inspectColumnVerdict"),
      row: text("inspectColumnSerial"),
      words: text("inspectColumnWords"),
    },
    request: text("inspectRequest"),
    reply: text("inspectReply"),
    delivered: text("inspectDelivered"),
    masked(counts) {
      const said = Object.entries(counts).map(([kind, count]) => `${kind} × ${count}`);
      return said.length === 0 ? text("inspectMaskedNone") : text("inspectMasked", said.join(", "));
    },
  };
}
