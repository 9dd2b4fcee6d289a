import { text } from "../src/browser/i18n.ts";
import type { MarkdownWords } from "./export/markdown.ts";

/** @returns the labels for what is copied as Markdown, in the user's language, which need not be the issue's */
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
