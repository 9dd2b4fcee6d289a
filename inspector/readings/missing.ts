import { isCallMembership } from "../../src/delayed-events/purpose.ts";
import { saysUnknown } from "../../src/widget-api/errors.ts";
import type { Row } from "../log/row.ts";
import { eventsIn, isEnough, namesOf } from "./capability.ts";
import { type CapabilityStory, capabilityStoryOf, type Standing, standingAt } from "./capability-story.ts";
import { dataOf, failureOf, textIn } from "./contents.ts";
import { needsOf } from "./needs.ts";
import type { Sentence } from "./sentence.ts";

/** A capability that would have been enough, and why the widget does not have it. */
export interface Missing {
  capability: string;
  /**
   *  - `never-asked`: the widget never asked for it
   *  - `refused`: it asked, and it was not approved
   *  - `other-name`: another was approved that looks like it
   *  - `unsettled`: it asked, and nobody has answered yet
   */
  why: "never-asked" | "refused" | "other-name" | "unsettled";
  /** The capability that was approved instead. */
  instead?: string;
  words: Sentence;
  /** The requests that failed for want of it. */
  serials: number[];
}

/**
 * @param rows of the row's conversation
 * @returns what the widget lacked when its request was refused; nothing if the request did not fail, if it had all that
 *   is needed, or if what it has was never heard
 */
export function missingFor(row: Row, rows: readonly Row[]): Missing[] {
  return missingIn([row], capabilityStoryOf(rows));
}

/** The same for all rows of a conversation; what failed alike is said once. */
export function allMissing(rows: readonly Row[]): Missing[] {
  return missingIn(rows, capabilityStoryOf(rows));
}

function missingIn(rows: readonly Row[], story: CapabilityStory): Missing[] {
  const found = new Map<string, Missing>();
  for (const row of rows)
    if (story.length > 0 && isRefused(row)) {
      const standing = standingAt(story, row.at);
      for (const capability of needsOf(row)) {
        const missing = lack(row, capability, standing);
        const key = missing && JSON.stringify([row.action, missing.capability, missing.why]);
        const known = key === undefined ? undefined : found.get(key);
        if (known) known.serials.push(row.serial);
        else if (key !== undefined && missing) found.set(key, missing);
      }
    }
  return [...found.values()];
}

/** Where the homeserver has refused, or the host did not know what it was asked, no capability would have helped. */
function isRefused(row: Row): boolean {
  const failure = failureOf(row);
  if (!failure || failure.status !== undefined) return false;
  return !saysUnknown(failure.message) && !/^invalid request/i.test(failure.message);
}

function lack(row: Row, capability: string, standing: Standing): Missing | undefined {
  const { approved, asked, isKnown } = standing;
  if (approved.some((held) => isEnough(held, capability))) return undefined;
  const what = tried(row);
  const common = { capability, serials: [row.serial] };
  const instead = approved.find((held) => looksLike(held, capability));
  if (instead !== undefined)
    return {
      ...common,
      why: "other-name",
      instead,
      words: ["inspectMissingOtherName", what, capability, instead],
    };
  if (!asked.some((each) => isEnough(each, capability) || namesOf(capability).includes(each)))
    return { ...common, why: "never-asked", words: ["inspectMissingNeverAsked", what, capability] };
  if (!isKnown) return { ...common, why: "unsettled", words: ["inspectMissingUnsettled", what, capability] };
  return { ...common, why: "refused", words: ["inspectMissingRefused", what, capability] };
}

/** What a widget has tried: the action, and the type of event if there is one. */
function tried(row: Row): string {
  const type = textIn(dataOf(row), "type");
  return type === undefined ? row.action : `${row.action} ${type}`;
}

/** Another name of the same, or the same type of event in another way: state for a message, another key. */
function looksLike(held: string, needed: string): boolean {
  if (namesOf(needed).includes(held)) return true;
  const [has, needs] = [eventsIn(held), eventsIn(needed)];
  if (!has || !needs || has.direction !== needs.direction) return false;
  return has.type === needs.type || (isCallMembership(has.type) && isCallMembership(needs.type));
}
