import type { Feature } from "../../features/feature.ts";
import type { Reply, WidgetRequest } from "../../widget-api/message.ts";
import type { FromHostFrame } from "../between-frames.ts";
import { PATIENT_PROBE_WITHIN, PROBE_WITHIN, probesFor } from "../probe.ts";
import { type Effect, REMEMBERED, type Round, type Step, type WidgetSide } from "./side.ts";
import { and, step, toHost } from "./steps.ts";

export function ask(
  side: WidgetSide,
  host: string,
  asked: Extract<FromHostFrame, { postdate: "probe" }>,
): Step {
  const { id, features, widgetId, patient } = asked;
  const round: Round = { id, features, knows: new Map(), introduction: "introducing" };
  return step(
    { ...side, round, ids: [...side.ids, id].slice(-REMEMBERED) },
    toHost(side, { postdate: "probing", id }),
    ...probesFor(features, widgetId, id).map((probe) => toHost(side, probe)),
    { do: "await-answer", id, within: patient ? PATIENT_PROBE_WITHIN : PROBE_WITHIN },
    { do: "introduce", id, host },
  );
}

/**
 * The time for an answer is up. Everything that the host has posted by now arrives here before the reply of the script
 * in its frame.
 */
export function answerIsDue(side: WidgetSide, id: string): Step {
  return isAwaited(side, id) ? step(side, toHost(side, { postdate: "silent", id })) : step(side);
}

/** The script in the host's frame has noted that the host was silent. */
export function silenceHeard(side: WidgetSide, id: string): Step {
  return side.round && isAwaited(side, id) ? answered(side, { lacks: lackedIn(side.round) }) : step(side);
}

/**
 * The background has answered about this document and its host's origin.
 * @param isKnown whether it said yes: then that host's site is on, and our script there keeps messages from the page
 */
export function introduced(
  side: WidgetSide,
  { id, host }: { id: string; host: string },
  isKnown: boolean,
): Step {
  const isLast = side.round?.id === id;
  // The origin "null" cannot be a target: any page could get the message.
  if (!isKnown || host === "null")
    return isLast ? answered(side, { introduction: "introduced" }) : step(side);
  const known = { ...side, knownTo: host };
  if (!isLast) return step(known);
  const tied = toHost(side, { postdate: "tied", id, nonce: side.secret }, host);
  return side.untold
    ? and([tied, { do: "await-telling", id }], answered(known, { introduction: "telling" }))
    : and([tied], answered(known, { introduction: "introduced" }));
}

/** The round has waited long enough for the background to take an approval: the user may have to be asked. */
export function heldUp(side: WidgetSide, id: string): Step {
  return side.round?.id === id && side.round.introduction === "telling"
    ? answered(side, { introduction: "introduced" })
    : step(side);
}

/** The host has answered a probe. After the host was given up, an answer still counts if it changes the verdict. */
export function hostAnswers(side: WidgetSide, feature: Feature, reply: Reply<WidgetRequest>): Step {
  if (!side.round || side.round.id !== reply.requestId) return step(side);
  const { lacks } = side.round;
  const knows = new Map(side.round.knows).set(feature.id, feature.isKnownBy(reply));
  const round = { ...side.round, knows };
  const lacked = lackedIn(round);
  if (!lacks) {
    const isWhole = round.features.every((each) => knows.has(each));
    return answered(side, isWhole ? { knows, lacks: lacked } : { knows });
  }
  const next = { ...side, round };
  return String(lacked) === String(lacks) ? step(next) : step(next, probed(next, round.id, lacked));
}

/** The host lacks every feature that it has not shown to know. */
function lackedIn({ features, knows }: Round): string[] {
  return features.filter((each) => !knows.get(each));
}

function isAwaited({ round }: WidgetSide, id: string): boolean {
  return round?.id === id && !round.lacks;
}

/** Adds part of the last round's result, and reports the result once both halves are there. */
function answered(side: WidgetSide, part: Partial<Round>): Step {
  if (!side.round) return step(side);
  const round = { ...side.round, ...part };
  const { id, lacks, introduction } = round;
  const next = { ...side, round };
  return lacks && introduction === "introduced" ? step(next, probed(next, id, lacks)) : step(next);
}

function probed(side: WidgetSide, id: string, lacks: readonly string[]): Effect {
  const { knownTo, secret: nonce } = side;
  const isKnown = knownTo !== undefined;
  return toHost(side, { postdate: "probed", id, lacks, ...(isKnown && { nonce }) }, knownTo);
}
