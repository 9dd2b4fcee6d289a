import { saysUnknown } from "../../src/widget-api/errors.ts";
import type { Row } from "../log/row.ts";
import { ACTIONS, actionOf, isProbe, type KnownAction } from "./actions.ts";
import { createAllowed } from "./allowed.ts";
import { type ApiLevel, apiLevelOf } from "./api-level.ts";
import { failureIn, responseIn } from "./contents.ts";
import { grouped } from "./grouped.ts";
import type { Sentence } from "./sentence.ts";

/**
 * Whether a host supports an action by itself.
 *
 *  - `works`: it performed the action, or passed on the homeserver's refusal
 *  - `silent`: it never answered
 *  - `refused`: it knows the action, but the widget may not use it
 *  - `unsupported`: it does not know the action, or does something else
 *  - `half`: it fails without a reason, although it performs other actions of the feature
 *  - `fails`: it fails without a reason, and performs no other action of the feature
 *  - `overclaims`: it performed the action although the widget lacked the capability
 *  - `not-seen`: no widget has asked, which does not mean "no"
 */
export type Verdict =
  | "works"
  | "silent"
  | "refused"
  | "unsupported"
  | "half"
  | "fails"
  | "overclaims"
  | "not-seen";

/** A line of the table. */
export interface ConformanceLine {
  feature: string;
  action: string;
  verdict: Verdict;
  words: Sentence;
  /** The row that proves it. */
  serial?: number;
}

/** What a host supports by itself, and which releases of matrix-widget-api it behaves like. */
export interface Conformance {
  lines: ConformanceLine[];
  level: ApiLevel;
}

/** The verdicts in the order of their weight: of two rows about one action, the earlier verdict counts. */
const ORDER: Verdict[] = ["overclaims", "works", "unsupported", "fails", "refused", "silent", "not-seen"];

/** Features whose actions make no sense without each other. */
const WHOLE = ["delayed-events", "turn"];

/** How the reference host, and those modelled on it, refuse what a widget may not do. */
const REFUSALS = /capabilit|^cannot|^unable to access|^invalid request/i;

const WORDS = {
  works: "inspectVerdictWorks",
  silent: "inspectVerdictSilent",
  refused: "inspectVerdictRefused",
  unsupported: "inspectVerdictUnsupported",
  half: "inspectVerdictHalf",
  fails: "inspectVerdictFails",
  overclaims: "inspectVerdictOverclaims",
  "not-seen": "inspectVerdictNotSeen",
} as const;

/**
 * @param rows the rows of all conversations of one host's document
 * @returns a line for each action, in a fixed order
 */
export function conformanceOf(rows: readonly Row[]): Conformance {
  const judge = judgeOf(rows);
  const asked = rows.filter(
    ({ api, request, reply }) => api === "fromWidget" && (request?.delivered || reply?.sent),
  );
  const byAction = grouped(asked, actionOf);
  const lines = ACTIONS.map((known) => lineOf(known, byAction.get(known.action) ?? [], judge));
  return { lines: lines.map((line) => halved(line, lines)), level: apiLevelOf(rows) };
}

function lineOf(known: KnownAction, rows: readonly Row[], judge: Judge): ConformanceLine {
  const { feature, action } = known;
  let line: ConformanceLine = { feature, action, verdict: "not-seen", words: [WORDS["not-seen"]] };
  for (const row of rows) {
    const found = judge(row, known);
    if (found && ORDER.indexOf(found.verdict) < ORDER.indexOf(line.verdict))
      line = { ...line, ...found, serial: row.serial };
  }
  return line;
}

type Judged = Pick<ConformanceLine, "verdict" | "words">;
type Judge = (row: Row, known: KnownAction) => Judged | undefined;

const judged = (verdict: keyof typeof WORDS, ...said: string[]): Judged => ({
  verdict,
  words: [WORDS[verdict], ...said],
});

function judgeOf(rows: readonly Row[]): Judge {
  const isAllowed = createAllowed(rows);

  return (row, { isKnownBy, isDoneBy }) => {
    const { reply, state } = row;
    if (!reply?.sent) return state === "timed-out" ? judged("silent") : undefined;
    const failure = failureIn(reply.sent, { requests: [] });
    if (isKnownBy && reply.sent.payload)
      return isKnownBy(reply.sent.payload as never)
        ? judged("works")
        : judged("unsupported", failure?.message ?? "");
    if (!failure && isDoneBy && !isDoneBy(responseIn(reply.sent) ?? {}))
      return { verdict: "unsupported", words: ["inspectLaneSentAtOnce"] };
    if (!failure) return judged(isAllowed(row) ? "works" : "overclaims");
    if (failure.status !== undefined) return judged("works");
    if (saysUnknown(failure.message)) return judged("unsupported", failure.message);
    return judged(REFUSALS.test(failure.message) ? "refused" : "fails", failure.message);
  };
}

/** @returns the line; as `half` if it fails or is unsupported while another action of the feature works */
function halved(line: ConformanceLine, lines: readonly ConformanceLine[]): ConformanceLine {
  const isHalf = lines.some(
    (each) => each.feature === line.feature && each.verdict === "works" && !isProbe(each),
  );
  const isFailing = line.verdict === "fails" || line.verdict === "unsupported";
  if (!isHalf || !isFailing || !WHOLE.includes(line.feature)) return line;
  return { ...line, ...judged("half", String(line.words[1] ?? "")) };
}
