import { isCallMembership } from "../../src/delayed-events/purpose.ts";
import { saysUnknown } from "../../src/widget-api/errors.ts";
import type { Row } from "../log/row.ts";
import { eventsIn, isEnough, namesOf } from "./capability.ts";
import {
  type CapabilitiesAt,
  type CapabilityStory,
  capabilitiesAt,
  capabilityStoryOf,
} from "./capability-story.ts";
import { dataOf, failureOf, textIn } from "./contents.ts";
import { needsOf } from "./needs.ts";
import type { Sentence } from "./sentence.ts";

/** A capability that would have been enough, and why the widget does not have it. */
export interface Missing {
  capability: string;
  /**
   *  - `never-asked`: the widget never asked for it
   *  - `refused`: the widget asked for it, and it was not approved
   *  - `other-name`: a similar one was approved
   *  - `unsettled`: the widget asked for it, and has no answer yet
   */
  why: "never-asked" | "refused" | "other-name" | "unsettled";
  /** The capability that was approved instead. */
  instead?: string;
  words: Sentence;
  /** The requests that failed without it. */
  serials: number[];
}

/**
 * @param rows the rows of the row's conversation
 * @returns the capabilities that the widget lacked when its request was refused; none if the request did not fail, if
 *   the widget had them all, or if its capabilities are unknown
 */
export function missingFor(row: Row, rows: readonly Row[]): Missing[] {
  return missingIn([row], capabilityStoryOf(rows));
}

/** @returns the missing capabilities of all rows of a conversation; requests that failed alike share one entry */
export function allMissing(rows: readonly Row[]): Missing[] {
  return missingIn(rows, capabilityStoryOf(rows));
}

function missingIn(rows: readonly Row[], story: CapabilityStory): Missing[] {
  const found = new Map<string, Missing>();
  for (const row of rows)
    if (story.length > 0 && isRefused(row)) {
      const capabilities = capabilitiesAt(story, row.at);
      for (const capability of needsOf(row)) {
        const missing = lack(row, capability, capabilities);
        const key = missing && JSON.stringify([row.action, missing.capability, missing.why]);
        const known = key === undefined ? undefined : found.get(key);
        if (known) known.serials.push(row.serial);
        else if (key !== undefined && missing) found.set(key, missing);
      }
    }
  return [...found.values()];
}

/** Says whether a capability might have helped: the homeserver did not refuse, and the host knew the action. */
function isRefused(row: Row): boolean {
  const failure = failureOf(row);
  if (!failure || failure.status !== undefined) return false;
  return !saysUnknown(failure.message) && !/^invalid request/i.test(failure.message);
}

function lack(row: Row, capability: string, capabilities: CapabilitiesAt): Missing | undefined {
  const { approved, asked, isKnown } = capabilities;
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

/** @returns what a widget has tried: the action, and the type of event if there is one */
function tried(row: Row): string {
  const type = textIn(dataOf(row), "type");
  return type === undefined ? row.action : `${row.action} ${type}`;
}

/** Says whether two capabilities are easily confused: another name, or the same type as state or with another key. */
function looksLike(held: string, needed: string): boolean {
  if (namesOf(needed).includes(held)) return true;
  const [has, needs] = [eventsIn(held), eventsIn(needed)];
  if (!has || !needs || has.direction !== needs.direction) return false;
  return has.type === needs.type || (isCallMembership(has.type) && isCallMembership(needs.type));
}
