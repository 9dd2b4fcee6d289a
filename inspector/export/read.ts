import * as v from "valibot";
import { readPayload } from "../log/payload-text.ts";
import type { Conversation, Leg, Row } from "../log/row.ts";
import {
  AS_SENT,
  type End,
  FORMAT,
  type Head,
  Line,
  type RowLine,
  VERSION,
  type WrittenLeg,
} from "./format.ts";
import type { NumberedLine } from "./lines.ts";

/** The valid contents of a file, and its faults. */
export interface Imported {
  head?: Head;
  conversations: Conversation[];
  /** Ascending by their serials. */
  rows: Row[];
  end?: End;
  faults: Fault[];
  /** How many further faults there are. */
  moreFaults: number;
  /** Whether the file has its end, and as many rows and conversations as the end says. */
  isComplete: boolean;
}

/** A fault in a line of a file, counted from 1. `words` describe it for developers, and name the place. */
export interface Fault {
  line: number;
  is:
    | "too-long"
    | "not-json"
    | "not-valid"
    /** A row or conversation with the number of an earlier one. */
    | "twice"
    /** The first line is no head of such a file. */
    | "no-head"
    /** The file is of a later version, and was not read. */
    | "newer"
    /** A row of a conversation that the file lacks; the row gets one without origins. */
    | "no-conversation";
  words: string;
}

const MOST_FAULTS = 100;
/**
 * How far a row's serial may be from that of the file's first row. The inspector holds 100,000 rows, and its views try
 * each number from the first to the last.
 */
const MOST_APART = 1_000_000;
const SLICE = 50;

/**
 * Reads a file line by line. A bad line becomes a fault, and all others are kept.
 *
 * @param pause called between slices: lets the page draw and handle input
 */
export async function readTraffic(
  lines: AsyncIterable<NumberedLine> | Iterable<NumberedLine>,
  pause: () => Promise<void>,
): Promise<Imported> {
  const faults: Fault[] = [];
  let moreFaults = 0;
  const fault = (line: number, is: Fault["is"], words = "") => {
    if (faults.length < MOST_FAULTS) faults.push({ line, is, words });
    else moreFaults += 1;
  };
  const conversations = new Map<number, Conversation>();
  const rows = new Map<number, Row>();
  const lineOfRow = new Map<number, number>();
  let head: Head | undefined;
  let end: End | undefined;
  let first: number | undefined;
  let isFirst = true;

  for await (const { number, text } of lines) {
    if (number % SLICE === 0) await pause();
    const read = text === undefined ? { is: "too-long" as const, words: "" } : parse(text);
    if (isFirst && read.is === "newer") {
      fault(number, "newer", read.words);
      break;
    }
    if (isFirst && read.is !== "head") fault(number, "no-head");
    isFirst = false;
    if ("words" in read) fault(number, read.is, read.words);
    else if (read.is === "head") head ??= read;
    else if (read.is === "end") end = read;
    else if (read.is === "conversation") {
      const { is, ...conversation } = read;
      if (conversations.has(conversation.id)) fault(number, "twice", `conversation ${conversation.id}`);
      else conversations.set(conversation.id, { ...conversation, widgetId: conversation.widgetId });
    } else if (rows.has(read.serial)) fault(number, "twice", `row ${read.serial}`);
    else if (Math.abs(read.serial - (first ?? read.serial)) > MOST_APART)
      fault(number, "not-valid", `serial: ${read.serial} is too far from the first row's`);
    else {
      first ??= read.serial;
      rows.set(read.serial, rowOf(read));
      lineOfRow.set(read.serial, number);
    }
  }

  const isComplete = end?.rows === rows.size && end.conversations === conversations.size;
  for (const row of rows.values())
    if (!conversations.has(row.conversation)) {
      fault(lineOfRow.get(row.serial) ?? 0, "no-conversation", `conversation ${row.conversation}`);
      conversations.set(row.conversation, unknownConversation(row));
    }
  return {
    ...(head && { head }),
    conversations: [...conversations.values()].sort((a, b) => a.id - b.id),
    rows: [...rows.values()].sort((a, b) => a.serial - b.serial),
    ...(end && { end }),
    faults,
    moreFaults,
    isComplete,
  };
}

function parse(text: string) {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { is: "not-json" as const, words: error instanceof Error ? error.message : "" };
  }
  const result = v.safeParse(Line, json, { abortEarly: true });
  if (result.success) return result.output;
  const { format, version } = (json ?? {}) as { format?: unknown; version?: unknown };
  if (format === FORMAT && typeof version === "number" && version > VERSION)
    return { is: "newer" as const, words: String(version) };
  const [issue] = result.issues;
  return { is: "not-valid" as const, words: `${v.getDotPath(issue) ?? ""}: ${issue.message}`.slice(0, 300) };
}

function rowOf({ is: _, request, reply, duplicates, ...row }: RowLine): Row {
  return {
    ...row,
    ...(request && { request: legOf(request) }),
    ...(reply && { reply: legOf(reply) }),
    duplicates: duplicates.map(legOf),
  };
}

function legOf({ sent, delivered }: WrittenLeg): Leg {
  const arrived = delivered === AS_SENT ? sent : delivered;
  for (const said of new Set([sent, arrived])) if (said?.payload) readPayload(said.payload);
  return { ...(sent && { sent }), ...(arrived && { delivered: arrived }) };
}

function unknownConversation({ conversation, at }: Row): Conversation {
  return {
    id: conversation,
    tabId: -1,
    host: { origin: "" },
    widget: { origin: "" },
    widgetId: undefined,
    since: at,
    unheard: "none",
    fellOut: 0,
  };
}
