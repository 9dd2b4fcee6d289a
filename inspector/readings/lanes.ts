import { purposeOf } from "../../src/delayed-events/purpose.ts";
import { latencyOf, type Row } from "../log/row.ts";
import { dataOf, failureOf, responseOf, textIn } from "./contents.ts";
import { delayIdOf, isScheduling, updateIn } from "./delays.ts";
import { failureWords } from "./failure-words.ts";
import type { Beat, Gap, Lane, LaneEnd } from "./lane.ts";
import { diagnosisOf } from "./lane-words.ts";

/**
 * @param rows the rows of any number of conversations, in their order
 * @param now epoch milliseconds
 * @returns a lane for each delay, in the order in which they began
 */
export function lanesOf(rows: readonly Row[], now: number): Lane[] {
  const lanes = new Map<string, Row[]>();
  for (const row of rows) {
    const delayId = delayIdOf(row);
    if (delayId === undefined && !isScheduling(row)) continue;
    const key = delayId === undefined ? `serial ${row.serial}` : JSON.stringify([row.conversation, delayId]);
    const lane = lanes.get(key);
    if (lane) lane.push(row);
    else lanes.set(key, [row]);
  }
  return [...lanes.values()]
    .map((each) => laneOf(each, rows, now))
    .sort((one, other) => one.since - other.since);
}

function laneOf(about: readonly Row[], rows: readonly Row[], now: number): Lane {
  const [first] = about.toSorted((one, other) => one.at - other.at) as [Row, ...Row[]];
  const scheduling = about.find(isScheduling);
  const data = scheduling ? dataOf(scheduling) : {};
  const [delayId, type, stateKey] = [delayIdOf(first), textIn(data, "type"), textIn(data, "state_key")];
  const beats = about.map(beatOf).sort((one, other) => one.at - other.at);
  const lane: Omit<Lane, "words"> = {
    conversation: first.conversation,
    ...(delayId !== undefined && { delayId }),
    ...(type !== undefined && { type, purpose: purposeOf({ type, stateKey }) }),
    ...(stateKey !== undefined && { stateKey }),
    ...(typeof data.delay === "number" && { delay: data.delay }),
    since: first.at,
    beats,
    gaps: gapsOf(beats),
    end: { how: "unknown", at: now },
  };
  lane.end = endOf(lane, scheduling, rows, now);
  return { ...lane, words: diagnosisOf(lane, about) };
}

function beatOf(row: Row): Beat {
  const { serial, at, state, by } = row;
  const took = latencyOf(row);
  const words = failureWords(row);
  return {
    serial,
    at,
    action: updateIn(row)?.action ?? "schedule",
    outcome: words ? "failed" : state === "unheard" ? "unheard" : state === "pending" ? "pending" : "done",
    ...(took !== undefined && { answeredAt: at + took }),
    ...(words && { words }),
    ...(by && { by }),
  };
}

/** Says whether a beat holds the event back: its scheduling, or a restart that succeeded. */
const holds = ({ action, outcome }: Beat) =>
  outcome === "done" && (action === "schedule" || action === "restart");

function gapsOf(beats: readonly Beat[]): Gap[] {
  const times = beats.filter(holds).map(({ at }) => at);
  const pairs = times.slice(1).map((to, index) => ({ from: times[index] ?? to, to }));
  const longest = pairs.reduce((most, { from, to }) => Math.max(most, to - from), 0);
  return pairs.map((pair) => ({ ...pair, isLongest: pair.to - pair.from === longest }));
}

function endOf(
  { beats, delay, type, stateKey, conversation }: Omit<Lane, "words">,
  scheduling: Row | undefined,
  rows: readonly Row[],
  now: number,
): LaneEnd {
  if (scheduling) {
    const { serial, at } = scheduling;
    // Without an answer it may have been scheduled all the same.
    if (failureOf(scheduling)) return { how: "not-scheduled", at, serial };
    const answer = responseOf(scheduling);
    if (answer && answer.delay_id === undefined && answer.event_id !== undefined)
      return { how: "sent-at-once", at, serial };
  }
  const ended = beats.find(
    ({ action, outcome }) => outcome === "done" && (action === "send" || action === "cancel"),
  );
  const how = ended?.action === "send" ? "sent" : "cancelled";
  if (ended) return { how, at: ended.answeredAt ?? ended.at, serial: ended.serial };
  const last = beats.findLast(holds);
  if (delay === undefined || !last) return { how: "unknown", at: now };
  const due = (last.answeredAt ?? last.at) + delay;
  if (due > now) return { how: "running", at: due };
  const seen = rows.find((row) => {
    if (row.conversation !== conversation || row.api !== "toWidget" || row.action !== "send_event")
      return false;
    const data = dataOf(row);
    return row.at >= due - EARLY && data.type === type && data.state_key === stateKey;
  });
  return seen ? { how: "fired", at: seen.at, serial: seen.serial } : { how: "ran-out", at: due };
}

/** How early an event may come (ms): the homeserver counts from the request, before its answer arrives. */
const EARLY = 1_000;
