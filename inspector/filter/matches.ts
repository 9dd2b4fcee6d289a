import { someText } from "../log/payload-text.ts";
import { type Conversation, isChanged, latencyOf, type Row, TIMEOUT_MS } from "../log/row.ts";
import { isFoundBy } from "./pattern.ts";
import { isMute, type Needle, type Quality, type Query, type Term, type Test } from "./query.ts";
import { type SearchLine, saidIn } from "./search-line.ts";

/** A row with its searchable text. */
export interface Subject {
  row: Row;
  conversation: Conversation | undefined;
  line: SearchLine;
}

/** A reply is slow if it took longer (ms): hosts answer within milliseconds, homeservers within some hundred. */
const SLOW_MS = 1_000;

/**
 * Decides whether a filter shows a row, hides it, or hides it only because its action is muted.
 *
 * @param now epoch milliseconds; for a recording, its end
 */
export function verdictOn(query: Query, subject: Subject, now: number): "shown" | "muted" | "hidden" {
  let isMuted = false;
  for (const clause of query.clauses) {
    if (holds(clause, subject, now)) continue;
    if (!isMute(clause)) return "hidden";
    isMuted = true;
  }
  return isMuted ? "muted" : "shown";
}

/** Says whether time alone can change a filter's verdict on a row without a reply. */
export function isTimed({ clauses }: Query): boolean {
  return clauses
    .flat()
    .some(({ test }) => test.on === "over" || (test.on === "is" && test.quality === "slow"));
}

/** A plain loop, since it runs a hundred thousand times on each key press. */
function holds(clause: readonly Term[], subject: Subject, now: number): boolean {
  for (const { test, not } of clause) if (passes(test, subject, now) !== not) return true;
  return false;
}

function passes(test: Test, subject: Subject, now: number): boolean {
  const { row, line } = subject;
  switch (test.on) {
    case "any":
      return isIn(test.needle, line.all) || isInPayloads(test.needle, row);
    case "payload":
      return isInPayloads(test.needle, row);
    case "widget":
      return isWidget(test.needle, line, subject.conversation);
    case "action":
      return isExactly(test.needle) ? test.needle.text === line.action : isIn(test.needle, line.action);
    case "type":
      return isListed(test.needle, line.types);
    case "room":
      return isListed(test.needle, line.rooms);
    case "id":
      return isNumber(test.needle, row.serial) || isListed(test.needle, line.ids);
    case "dir":
      return row.api === test.api;
    case "is":
      return hasQuality(test.quality, subject, now);
    case "by":
      return row.by === test.who;
    case "over":
      return waited(row, now) > test.ms;
    case "size":
      return saidIn(row).some(({ size }) => size >= test.least);
  }
}

function hasQuality(quality: Quality, subject: Subject, now: number): boolean {
  const { row, line } = subject;
  switch (quality) {
    case "error":
      return line.hasError;
    case "pending":
      return row.state === "pending" || row.state === "timed-out";
    case "slow":
      return waited(row, now) > SLOW_MS;
    case "late":
      return row.state === "late";
    case "duplicate":
      return row.duplicates.length > 0;
    case "delayed":
      return line.isDelayed;
    case "changed":
      return isChanged(row);
    case "unheard":
      return row.state === "unheard" || (subject.conversation?.unheard ?? "none") !== "none";
  }
}

/** @returns how long the reply took, or has been missing (ms); 0 if that is unknown */
function waited(row: Row, now: number): number {
  const took = latencyOf(row);
  if (took !== undefined) return took;
  if (row.reply || !row.request || row.state === "unheard") return 0;
  return Math.max(now - row.at, row.state === "timed-out" ? TIMEOUT_MS : 0);
}

/** Also compares the conversation's number, since two widgets may have the same id. */
function isWidget(needle: Needle, line: SearchLine, conversation: Conversation | undefined): boolean {
  return (conversation !== undefined && isNumber(needle, conversation.id)) || isListed(needle, line.widget);
}

const isNumber = (needle: Needle, number: number) => "text" in needle && needle.text === `#${number}`;

const isExactly = (needle: Needle): needle is Extract<Needle, { text: string }> =>
  "exact" in needle && needle.exact;

function isListed(needle: Needle, values: string): boolean {
  return isExactly(needle) ? values.includes(`\n${needle.text}\n`) : isIn(needle, values);
}

function isIn(needle: Needle, text: string): boolean {
  return "pattern" in needle ? isFoundBy(needle.pattern, text) : text.includes(needle.text);
}

function isInPayloads(needle: Needle, row: Row): boolean {
  return someText(row, (json) => isInJson(needle, json));
}

function isInJson(needle: Needle, json: string): boolean {
  if ("pattern" in needle) return isFoundBy(needle.pattern, json);
  return json.includes(needle.text) || (needle.escaped !== needle.text && json.includes(needle.escaped));
}
