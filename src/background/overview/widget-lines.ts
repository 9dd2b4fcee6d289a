import { DELAYED_EVENTS } from "../../features/delayed-events/names.ts";
import { addressOf, isWidgetAddress } from "../../host-support/widget-address.ts";
import type { EndedByUser, WidgetLine } from "../../messaging/views/client.ts";
import type { ConsentQuestion, RefusedConsent } from "../../messaging/views/consents.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";
import { patternOf } from "../site-pattern.ts";
import type { LastAnswer } from "../widgets/last-answers.ts";
import { isTied, type WidgetLoad } from "../widgets/widget-load.ts";
import { addressOfFrame } from "./found.ts";
import { endedByUser, restartedAt } from "./widget-delays.ts";

/** What is known about one client's widgets in a tab. */
export interface WidgetFacts {
  /** The addresses of the frames of its page, as the page wrote them. */
  frames: readonly string[];
  /** Whether the content scripts ran before the page's own code. */
  hasScripts: boolean;
  /** The match patterns that the client uses and that are not granted. */
  missing: readonly string[];
  /** The loads of its widgets, including those that are gone. */
  loads: readonly WidgetLoad[];
  /** @returns the last answer to a load about delayed events */
  lastAnswerOf(load: WidgetLoad): LastAnswer | undefined;
  /** @returns the ledger's delays of a load's widget */
  delaysIn(load: WidgetLoad): LedgerEntry[];
  questions: readonly ConsentQuestion[];
  refused: readonly RefusedConsent[];
}

/** @returns a line for each widget in the page, in the page's order, then for each refused one that is not in it */
export function linesOf(facts: WidgetFacts): WidgetLine[] {
  const { frames, loads, refused } = facts;
  const tied = loads.filter(isTied).sort((a, b) => b.seenAt - a.seenAt);
  const lines = frames.filter(isWidgetAddress).flatMap((src) => {
    const address = addressOfFrame(src);
    const load = loadIn(src, tied, frames);
    // A sandboxed widget, or one that has navigated, is not the page that its frame was opened with.
    const name = load ? nameOf(load) : address;
    return name === undefined ? [] : [lineOf(name, load, facts)];
  });
  const elsewhere = tied.filter(({ embedding: { src } }) => src === undefined);
  lines.push(...elsewhere.map((load) => lineOf(nameOf(load), load, facts)));
  const gone = refused.filter(({ widget }) => !lines.some((line) => originOf(line.widget) === widget));
  return [...lines, ...gone.map((each) => ({ ...refusedLine(each), gone: true as const }))];
}

/** @returns the latest load in a frame with this address, but not a load of another widget in the page */
function loadIn(src: string, latestFirst: readonly WidgetLoad[], frames: readonly string[]) {
  const addressed = latestFirst.filter(({ embedding }) => embedding.src !== undefined);
  const isAnothers = ({ embedding }: WidgetLoad) => frames.includes(embedding.src ?? "");
  return (
    addressed.find(({ embedding }) => embedding.src === src) ??
    // The address may have changed since, or have contained a token.
    addressed.find((load) => bare(load.embedding.src ?? "") === bare(src) && !isAnothers(load))
  );
}

function lineOf(widget: string, load: WidgetLoad | undefined, facts: WidgetFacts): WidgetLine {
  if (facts.missing.includes(patternOf(widget) ?? "")) return { widget, state: "not-granted" };
  if (!facts.hasScripts || load?.late) return { widget, state: "reload" };
  if (!load) return refusalOf(widget, facts) ?? { widget, state: "untried" };
  const isOurs = load.hidden.length > 0;
  if (load.knows.includes(DELAYED_EVENTS) && !isOurs) return { widget, state: "native" };
  const asked = facts.questions.find(
    (question) => question.widget === widget && question.client === load.client,
  );
  if (asked) return { widget, state: "asking", features: asked.features };
  const lastAnswer = facts.lastAnswerOf(load);
  const isAllowed = load.granted[DELAYED_EVENTS] === true;
  if (load.granted[DELAYED_EVENTS] === false) return refusalOf(widget, facts) ?? { widget, state: "refused" };
  if (lastAnswer?.failure?.isEncrypted) return { widget, state: "encrypted", at: lastAnswer.at };
  const delays = facts.delaysIn(load);
  const ended = endedByUser(delays);
  if (ended && isOfLoad(ended, load, lastAnswer))
    return { widget, state: "user-ended", at: ended.at, ended: ended.how };
  if (lastAnswer?.failure)
    return { widget, state: "failed", at: lastAnswer.at, error: lastAnswer.failure.error };
  const of = { id: load.id, origin: load.origin };
  if (lastAnswer) return { widget, state: "protected", at: lastAnswer.at, took: lastAnswer.took, of };
  // A worker that has just started remembers no answer; the ledger does.
  const at = isAllowed ? restartedAt(delays) : undefined;
  return at === undefined ? { widget, state: "untried" } : { widget, state: "protected", at, of };
}

/**
 * Says whether what the user ended still describes this load's state: the load is not newer, and nothing else was done
 * for it since, unless its call goes on without its end.
 */
function isOfLoad(
  { at, how }: EndedByUser,
  { seenAt }: WidgetLoad,
  lastAnswer: LastAnswer | undefined,
): boolean {
  if (!lastAnswer) return seenAt <= at;
  return lastAnswer.failure !== undefined || lastAnswer.at <= at || how === "exit-cancelled";
}

function refusalOf(widget: string, { refused }: WidgetFacts): WidgetLine | undefined {
  const refusal = refused.find((each) => each.widget === originOf(widget));
  return refusal && { ...refusedLine(refusal), widget };
}

function refusedLine({ widget, features, unanswered }: RefusedConsent): WidgetLine {
  return { widget, state: unanswered ? "unanswered" : "refused", features };
}

/** @returns the name under which the user is asked about a load */
function nameOf({ embedding, origin }: WidgetLoad): string {
  return addressOf(embedding, origin);
}

function bare(url: string): string {
  return url.replace(/[?#].*$/s, "");
}

function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : address;
}
