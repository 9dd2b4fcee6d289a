import type { Row } from "../log/row.ts";
import { failureOf } from "./contents.ts";
import type { Beat, Lane } from "./lane.ts";
import { type Sentence, seconds } from "./sentence.ts";

const ENDS = {
  fired: "inspectLaneFired",
  "ran-out": "inspectLaneRanOut",
  sent: "inspectLaneSent",
  cancelled: "inspectLaneCancelled",
} as const;

/** @returns the sentences about a delay, the most important first. @param about the rows about the delay */
export function diagnosisOf(
  { beats, gaps, delay, end }: Omit<Lane, "words">,
  about: readonly Row[],
): Sentence[] {
  const failed = beats.filter(({ outcome, action }) => outcome === "failed" && action === "restart");
  const restarts = beats.filter(({ action }) => action === "restart");
  const longest = gaps.find(({ isLongest }) => isLongest);
  return [
    ...causeOf(beats, about),
    ...(end.how === "sent-at-once" ? [["inspectLaneSentAtOnce"] as const] : []),
    ...(end.how === "not-scheduled" ? [["inspectLaneNotScheduled"] as const] : []),
    ...(failed.length > 0 ? [["inspectLaneFailures", failed.length, restarts.length] as const] : []),
    ...(longest && delay !== undefined
      ? [["inspectLaneLongest", seconds(longest.to - longest.from), seconds(delay)] as const]
      : []),
    ...(end.how in ENDS ? [[ENDS[end.how as keyof typeof ENDS]] as const] : []),
  ];
}

/** @returns the reason of each failed update, each once */
function causeOf(beats: readonly Beat[], about: readonly Row[]): Sentence[] {
  const causes = beats.flatMap(({ words }) => (words ? [JSON.stringify(words)] : []));
  const words = [...new Set(causes)].map((each): Sentence => JSON.parse(each));
  return cannotRestart(beats, about) ? [["inspectLaneHalf"], ...words] : words;
}

/**
 * Says whether the client itself scheduled the delay, but its driver failed at each update without a homeserver's
 * error.
 */
function cannotRestart(beats: readonly Beat[], about: readonly Row[]): boolean {
  const scheduled = beats.some(
    ({ action, outcome, by }) => action === "schedule" && outcome === "done" && by === "host",
  );
  const updates = about.filter((row) =>
    beats.some(({ serial, action }) => serial === row.serial && action !== "schedule"),
  );
  const failures = updates.map((row) => ({ row, failure: failureOf(row) }));
  return (
    scheduled &&
    updates.length > 0 &&
    failures.every(({ row, failure }) => row.by === "host" && failure && failure.status === undefined)
  );
}
