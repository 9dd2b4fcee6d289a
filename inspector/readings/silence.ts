import { saysUnknown } from "../../src/widget-api/errors.ts";
import { latencyOf, type Row, TIMEOUT_MS } from "../log/row.ts";
import { failureOf } from "./contents.ts";
import { type Sentence, seconds } from "./sentence.ts";

/**
 * @param rows the rows of the same host's document, or of the conversation
 * @param now epoch milliseconds
 * @returns notes on a request that has no reply or a late one, or that the widget's page did not handle; none on others
 */
export function notesOn(row: Row, rows: readonly Row[], now: number): Sentence[] {
  const failure = failureOf(row);
  if (row.api === "toWidget" && failure && saysUnknown(failure.message))
    return [[row.action === "send_event" ? "inspectNoteEventNotTaken" : "inspectNoteNotTaken"]];
  if (row.state === "late") return [["inspectNoteLate", seconds(latencyOf(row) ?? 0)]];
  if (row.state !== "pending" && row.state !== "timed-out") return [];
  const others = rows.filter(({ api, conversation }) => api === row.api && conversation === row.conversation);
  return [
    [waited(row), seconds(row.state === "timed-out" ? TIMEOUT_MS : now - row.at)],
    meanwhile(row, others, now),
    ...(others.some(({ action, reply }) => action === row.action && reply?.sent)
      ? []
      : [
          [
            row.api === "fromWidget" ? "inspectNoteHostNeverAnswered" : "inspectNoteWidgetNeverAnswered",
            row.action,
          ] as const,
        ]),
  ];
}

const waited = ({ state }: Row) => (state === "timed-out" ? "inspectNoteTimedOut" : "inspectNoteWaits");

function meanwhile(row: Row, others: readonly Row[], now: number): Sentence {
  const until = Math.min(now, row.at + TIMEOUT_MS);
  const latencies = others
    .filter(
      ({ reply, serial }) => serial !== row.serial && reply?.sent && isWithin(reply.sent.at, row.at, until),
    )
    .map((each) => latencyOf(each) ?? 0)
    .sort((one, other) => one - other);
  const isHost = row.api === "fromWidget";
  if (latencies.length === 0) return [isHost ? "inspectNoteHostQuiet" : "inspectNoteWidgetQuiet"];
  const median = latencies[Math.floor(latencies.length / 2)] ?? 0;
  const key = isHost ? "inspectNoteHostAnswered" : "inspectNoteWidgetAnswered";
  return [key, latencies.length, Math.round(median)];
}

const isWithin = (at: number, from: number, to: number) => at >= from && at <= to;
