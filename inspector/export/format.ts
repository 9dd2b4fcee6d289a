import * as v from "valibot";
import type { Conversation } from "../log/row.ts";
import { SECRET_KINDS } from "./secret-names.ts";

/** The schemas of an exported file's lines (docs/inspector-format.md). Reading ignores unknown keys. */

export const FORMAT = "postdate-traffic";
export const VERSION = 1;

/** The longest line that can be read (UTF-16 units). */
export const LONGEST_LINE = 16_000_000;
/** Stands for a message that arrived as it was sent. */
export const AS_SENT = "as sent";

/** How deeply a payload may be nested. */
const DEEPEST = 600;

const Text = v.pipe(v.string(), v.maxLength(100_000));
const Number_ = v.pipe(v.number(), v.finite());
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
const Serial = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const Payload = v.pipe(
  v.custom<object>(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value),
    "Expected object",
  ),
  v.check((value) => isFlatterThan(DEEPEST, value), `Expected no more than ${DEEPEST} levels`),
);

const Said = v.object({
  at: Number_,
  payload: v.optional(Payload),
  size: v.pipe(Number_, v.minValue(0)),
  error: v.optional(Text),
});
const Leg = v.object({ sent: v.optional(Said), delivered: v.optional(v.union([Said, v.literal(AS_SENT)])) });
const HomeserverRequest = v.object({
  method: Text,
  path: Text,
  took: Number_,
  status: v.optional(Number_),
  errcode: v.optional(Text),
});
const Party = v.object({ origin: Text, url: v.optional(Text), documentId: v.optional(Text) });
const Masked = v.record(v.picklist(SECRET_KINDS), v.optional(Count));

const Head = v.object({
  is: v.literal("head"),
  format: v.literal(FORMAT),
  version: v.literal(VERSION),
  /** When it was exported (epoch ms); absent if times are relative. */
  when: v.optional(Number_),
  extension: Text,
  /** The origins of the hosts. */
  hosts: v.pipe(v.array(Text), v.maxLength(10_000)),
  rows: v.picklist(["all", "filtered", "selected"]),
  filter: v.optional(Text),
  /** `relative`: milliseconds since the first message or conversation in the file. */
  times: v.picklist(["epoch", "relative"]),
  masked: v.boolean(),
  /** What the inspector dropped for lack of space: rows, and payloads (UTF-16 units). */
  fellOut: v.object({ rows: Count, payloads: Count }),
});
const ConversationLine = v.object({
  is: v.literal("conversation"),
  id: Serial,
  tabId: v.pipe(v.number(), v.integer()),
  host: Party,
  widget: Party,
  widgetId: v.optional(Text),
  since: Number_,
  ended: v.optional(Number_),
  unheard: v.picklist(["none", "host", "widget"]),
  fellOut: Count,
  lacks: v.optional(v.pipe(v.array(Text), v.maxLength(100))),
});
const RowLine = v.object({
  is: v.literal("row"),
  serial: Serial,
  at: Number_,
  conversation: Serial,
  api: v.picklist(["fromWidget", "toWidget"]),
  action: Text,
  requestId: Text,
  request: v.optional(Leg),
  reply: v.optional(Leg),
  duplicates: v.pipe(v.array(Leg), v.maxLength(10_000)),
  by: v.optional(v.picklist(["host", "widget", "postdate"])),
  requests: v.pipe(v.array(HomeserverRequest), v.maxLength(10_000)),
  state: v.picklist(["pending", "done", "error", "timed-out", "late", "unheard"]),
  isYours: v.optional(v.boolean()),
});
const End = v.object({ is: v.literal("end"), conversations: Count, rows: Count, masked: Masked });

export const Line = v.variant("is", [Head, ConversationLine, RowLine, End]);

export type Head = v.InferOutput<typeof Head>;
export type ConversationLine = { is: "conversation" } & Conversation;
export type RowLine = v.InferOutput<typeof RowLine>;
export type WrittenLeg = v.InferOutput<typeof Leg>;
export type End = v.InferOutput<typeof End>;

/** Does not recurse, so that no file can overflow the stack. */
function isFlatterThan(levels: number, value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > levels) return false;
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? Object.values(each) : []));
  }
  return true;
}
