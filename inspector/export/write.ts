import type { Conversation, Leg, Row } from "../log/row.ts";
import type { TrafficLog } from "../log/traffic-log.ts";
import {
  AS_SENT,
  type ConversationLine,
  type End,
  FORMAT,
  type Head,
  type RowLine,
  VERSION,
  type WrittenLeg,
} from "./format.ts";
import { createMasking, type Masking } from "./mask.ts";
import { maskedConversation, maskedRow } from "./masked-row.ts";
import { conversationSince, rowSince } from "./times.ts";

export interface ExportOptions {
  /** Which rows are exported. */
  rows: Head["rows"];
  /** The text of the filter, if the rows are filtered. */
  filter?: string;
  times: Head["times"];
  /** Epoch milliseconds. */
  when: number;
  /** The extension's version. */
  extension: string;
  /** Writes secrets unmasked. Only after a warning to the user. */
  unmasked?: true;
  /** Called between slices: lets the page draw and handle input. */
  pause(): Promise<void>;
}

/** How many rows are processed without a pause. */
const SLICE = 50;

type Source = Pick<TrafficLog, "row" | "conversation" | "fellOut">;

/**
 * Writes rows as NDJSON: a head, the conversations, the rows, and an end with their numbers (docs/inspector-format.md).
 *
 * Reads all rows twice: a secret is then masked everywhere, even before the place that shows that it is one. A row that
 * falls out of the log meanwhile is not written.
 *
 * @param serials the rows, ascending
 * @returns lines, each with its line break
 */
export async function* linesOf(
  log: Source,
  serials: readonly number[],
  options: ExportOptions,
): AsyncGenerator<string, void, void> {
  const masking = options.unmasked ? UNMASKED : createMasking();
  const known = await survey(log, serials, masking, options.pause);
  const start = options.times === "relative" ? known.start : 0;

  yield line(headOf(log, [...known.conversations.values()], masking, options));
  for (const conversation of known.conversations.values())
    yield line<ConversationLine>({
      is: "conversation",
      ...maskedConversation(conversationSince(conversation, start), masking),
    });
  let rows = 0;
  for (const [place, serial] of serials.entries()) {
    if (place % SLICE === SLICE - 1) await options.pause();
    const row = log.row(serial);
    if (!row) continue;
    rows += 1;
    yield line(rowLine(maskedRow(rowSince(row, start), masking)));
  }
  yield line<End>({ is: "end", conversations: known.conversations.size, rows, masked: masking.counts() });
}

/** Reads all rows once, for their conversations, the earliest time and the secrets. */
async function survey(
  log: Source,
  serials: readonly number[],
  { learning }: Masking,
  pause: () => Promise<void>,
) {
  const conversations = new Map<number, Conversation>();
  let start = Number.POSITIVE_INFINITY;
  for (const [place, serial] of serials.entries()) {
    if (place % SLICE === SLICE - 1) await pause();
    const row = log.row(serial);
    if (!row) continue;
    start = Math.min(start, row.at);
    maskedRow(row, learning);
    const conversation = log.conversation(row.conversation);
    if (!conversation || conversations.has(conversation.id)) continue;
    conversations.set(conversation.id, conversation);
    start = Math.min(start, conversation.since);
    maskedConversation(conversation, learning);
  }
  return { conversations, start: Number.isFinite(start) ? start : 0 };
}

function headOf(
  { fellOut }: Source,
  conversations: Conversation[],
  { mask }: Masking,
  { rows, filter, times, when, extension, unmasked }: ExportOptions,
): Head {
  return {
    is: "head",
    format: FORMAT,
    version: VERSION,
    ...(times === "epoch" && { when }),
    extension,
    hosts: mask([...new Set(conversations.map(({ host }) => host.origin))]),
    rows,
    ...(filter !== undefined && { filter: mask(filter) }),
    times,
    masked: unmasked !== true,
    fellOut: { ...fellOut },
  };
}

/** @returns a row as it is written: a message that arrived as sent is not written twice */
function rowLine({ request, reply, duplicates, ...row }: Row): RowLine {
  return {
    is: "row",
    ...row,
    ...(request && { request: written(request) }),
    ...(reply && { reply: written(reply) }),
    duplicates: duplicates.map(written),
  };
}

function written({ sent, delivered }: Leg): WrittenLeg {
  return sent && sent === delivered ? { sent, delivered: AS_SENT } : { sent, delivered };
}

const line = <Type extends object>(value: Type) => `${JSON.stringify(value)}\n`;

const same = <T>(value: T): T => value;
const UNMASKED: Masking = { mask: same, learning: { mask: same }, counts: () => ({}) };
