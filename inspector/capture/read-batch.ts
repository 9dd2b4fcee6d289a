import * as v from "valibot";
import type { TrafficEntry } from "../../src/messaging/traffic.ts";
import { headOf } from "../../src/messaging/traffic-head.ts";

/** The longest payload that is kept (UTF-16 units of its JSON); of a longer one only the head is kept. */
const LONGEST = 1_000_000;
/** Maximum number of entries in one batch; our script puts in fewer. */
const ENTRIES = 1_000;

const Text = v.pipe(v.string(), v.maxLength(1_000));
const Path = v.pipe(v.string(), v.maxLength(10_000));
const Time = v.pipe(v.number(), v.finite());
const Index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const Head = v.strictObject({
  api: v.picklist(["fromWidget", "toWidget"]),
  action: Text,
  requestId: v.optional(Text),
  widgetId: v.optional(Text),
  answered: v.boolean(),
  error: v.optional(Text),
});
/** A message, by the required keys of the widget API; it may have any others. */
const Message = v.looseObject({ api: v.picklist(["fromWidget", "toWidget"]), action: v.string() });
const Place = { at: Time, partner: Index };
const Heard = { is: v.literal("heard"), ...Place, origin: Text, kept: v.boolean() };
const Posted = { is: v.literal("posted"), ...Place, origin: Text };
const Request = v.strictObject({
  method: Text,
  path: Path,
  status: v.optional(v.number()),
  errcode: v.optional(Text),
  took: v.pipe(Time, v.minValue(0)),
});

const Entry = v.union([
  v.strictObject({ ...Heard, message: Message }),
  v.strictObject({ ...Heard, head: Head }),
  v.strictObject({ ...Posted, message: Message }),
  v.strictObject({ ...Posted, head: Head }),
  v.strictObject({
    is: v.literal("performed"),
    ...Place,
    requestId: Text,
    requests: v.pipe(v.array(Request), v.maxLength(100)),
  }),
  v.strictObject({ is: v.literal("probed"), ...Place, lacks: v.pipe(v.array(Text), v.maxLength(100)) }),
  v.strictObject({ is: v.literal("linked"), ...Place, probe: Text }),
]);
const Batch = v.object({ from: Index, entries: v.pipe(v.array(v.unknown()), v.maxLength(ENTRIES)) });

/** A batch of a frame's entries. */
export interface ReadBatch {
  /** The number of the first entry, and of the one after the last, valid or not. */
  from: number;
  to: number;
  entries: { number: number; entry: TrafficEntry }[];
  /** How many entries were invalid. */
  dropped: number;
}

/**
 * Reads a message from a frame's port. The frame's process may be compromised, so invalid entries are dropped, and
 * lengths are bounded.
 * @returns nothing if the message is no batch
 */
export function readBatch(message: unknown): ReadBatch | undefined {
  const read = v.safeParse(Batch, message);
  if (!read.success) return undefined;
  const { from, entries: told } = read.output;
  const entries = told.flatMap((each, index) => {
    const entry = v.safeParse(Entry, shortened(each));
    return entry.success ? [{ number: from + index, entry: entry.output as TrafficEntry }] : [];
  });
  return { from, to: from + told.length, entries, dropped: told.length - entries.length };
}

/** @returns the entry; only its head if its payload is too long, or cannot be written as JSON */
function shortened(entry: unknown): unknown {
  if (typeof entry !== "object" || entry === null || !("message" in entry)) return entry;
  const { message, ...rest } = entry;
  if (typeof message !== "object" || message === null || isShort(message)) return entry;
  return { ...rest, head: headOf(message) };
}

function isShort(message: object): boolean {
  try {
    return JSON.stringify(message).length <= LONGEST;
  } catch {
    return false;
  }
}
