import { type Conversation, type Leg, latencyOf, type Row } from "../log/row.ts";
import { createMasking, type MaskedCounts } from "./mask.ts";
import { maskedConversation, maskedRow } from "./masked-row.ts";

/** A line of the conformance table, from inspector/readings/conformance.ts. */
export interface ConformanceLine {
  feature: string;
  action: string;
  verdict: string;
  /** The row that proves it. */
  serial?: number;
  words: string;
}

/** The labels around the data, in the user's language. */
export interface MarkdownWords {
  columns: Record<"feature" | "action" | "verdict" | "row" | "words", string>;
  request: string;
  reply: string;
  delivered: string;
  /** Says what was masked and how often. */
  masked(counts: MaskedCounts): string;
}

/** The longest payload that goes into an issue (UTF-16 units); GitHub accepts 65,536 in all. */
const LONGEST = 8_000;

/**
 * Writes rows for an issue: each folded, with its payloads as JSON, and without secrets.
 *
 * @param start the time from which times are counted (epoch milliseconds)
 */
export function rowsAsMarkdown(
  rows: readonly Row[],
  conversation: (id: number) => Conversation | undefined,
  start: number,
  words: MarkdownWords,
): string {
  const masking = createMasking();
  // Learn from all rows first: a later row may show that a value in an earlier one is a secret.
  for (const row of rows) maskedRow(row, masking.learning);
  const parts = rows.map((row) => {
    const its = conversation(row.conversation);
    return folded(maskedRow(row, masking), its && maskedConversation(its, masking), start, words);
  });
  return `${[...parts, words.masked(masking.counts())].join("\n\n")}\n`;
}

function folded(
  row: Row,
  conversation: Conversation | undefined,
  start: number,
  words: MarkdownWords,
): string {
  const latency = latencyOf(row);
  const summary = [
    String(row.serial),
    `+${((row.at - start) / 1_000).toFixed(3)} s`,
    row.api,
    inCode(row.action),
    row.state,
    ...(row.by ? [row.by] : []),
    ...(latency === undefined ? [] : [`${latency} ms`]),
    ...(conversation ? [inCode(conversation.widgetId ?? conversation.widget.origin)] : []),
  ].join(" · ");
  const requests = row.requests.map(
    ({ method, path, status, errcode, took }) =>
      `${method} ${path} → ${[status, errcode].join(" ").trim()} (${took} ms)`,
  );
  const blocks = [
    ...legBlocks(words.request, row.request, words),
    ...legBlocks(words.reply, row.reply, words),
    ...row.duplicates.flatMap((leg) => legBlocks(words.reply, leg, words)),
    ...(requests.length > 0 ? [fenced("", requests.join("\n"))] : []),
  ];
  return [`<details><summary>${summary}</summary>`, ...blocks, "</details>"].join("\n\n");
}

/** @returns what was sent, and what was delivered if that differs */
function legBlocks(title: string, leg: Leg | undefined, words: MarkdownWords): string[] {
  const { sent, delivered } = leg ?? {};
  return [
    ...(sent?.payload ? [`${title}:`, fenced("json", json(sent.payload))] : []),
    ...(delivered?.payload && delivered !== sent
      ? [`${title}, ${words.delivered}:`, fenced("json", json(delivered.payload))]
      : []),
  ];
}

function json(payload: object): string {
  const whole = JSON.stringify(payload, null, 2);
  return whole.length > LONGEST ? `${whole.slice(0, LONGEST)}\n…` : whole;
}

/** Makes the fence longer than any in the text, so that no payload can end it. */
function fenced(language: string, text: string): string {
  let longest = 2;
  for (const [ticks] of text.matchAll(/`+/g)) longest = Math.max(longest, ticks.length);
  const fence = "`".repeat(longest + 1);
  return `${fence}${language}\n${text}\n${fence}`;
}

/**
 * Writes the conformance of a client as a table for its issue tracker, without secrets.
 *
 * @param rows the rows that prove the lines: an error may repeat a secret that only its row shows to be one
 */
export function conformanceAsMarkdown(
  lines: readonly ConformanceLine[],
  rows: readonly Row[],
  { columns }: MarkdownWords,
): string {
  const { mask, learning } = createMasking();
  for (const row of rows) maskedRow(row, learning);
  const titles = [columns.feature, columns.action, columns.verdict, columns.row, columns.words];
  const cells = lines.map(({ feature, action, verdict, serial = "", words }) => [
    ...[inWords(feature), inCode(mask(action)), inWords(verdict), String(serial), inWords(mask(words))],
  ]);
  return [titles, titles.map(() => "---"), ...cells].map((each) => `| ${each.join(" | ")} |\n`).join("");
}

/** Escapes markup in a page's text. GitHub also makes links of @ and # unless a zero-width space follows. */
function inWords(text: string): string {
  return inHtml(text.replace(/[@#]/g, "$&\u200b"));
}

/** Escapes a text as code, where GitHub makes no links. */
function inCode(text: string): string {
  return `<code>${inHtml(text)}</code>`;
}

function inHtml(text: string): string {
  const escaped = text
    .replace(/\s+/g, " ")
    .replace(/[&<>"'`*_[\]()!\\~|:]/g, (each) => `&#${each.codePointAt(0)};`);
  return escaped.trim();
}
