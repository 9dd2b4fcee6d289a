import type { Row } from "../log/row.ts";
import { isEnough } from "./capability.ts";
import { capabilitiesAt, capabilityStoryOf } from "./capability-story.ts";
import { grouped } from "./grouped.ts";
import { needsOf } from "./needs.ts";

/**
 * @param rows the rows of any number of conversations
 * @returns a function that says whether the host had approved everything that one of these rows needs; true if the
 *   approval was not heard
 */
export function createAllowed(rows: readonly Row[]): (row: Row) => boolean {
  const stories = new Map(
    [...grouped(rows, ({ conversation }) => conversation)].map(([id, each]) => [id, capabilityStoryOf(each)]),
  );
  // A cache, since a widget asks for the same again and again.
  const known = new Map<string, boolean>();

  function isHeld(need: string, held: readonly string[], told: string): boolean {
    const key = `${told} ${need}`;
    const answer = known.get(key) ?? held.some((each) => isEnough(each, need));
    known.set(key, answer);
    return answer;
  }

  return (row) => {
    const story = stories.get(row.conversation) ?? [];
    if (story.length === 0) return true;
    const { isKnown, byHost, told } = capabilitiesAt(story, row.at);
    return !isKnown || needsOf(row).every((need) => isHeld(need, byHost, `${row.conversation} ${told}`));
  };
}
