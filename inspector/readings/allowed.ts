import type { Row } from "../log/row.ts";
import { isEnough } from "./capability.ts";
import { capabilityStoryOf, standingAt } from "./capability-story.ts";
import { grouped } from "./grouped.ts";
import { needsOf } from "./needs.ts";

/**
 * @param rows of any number of conversations
 * @returns says of one of them whether its host had approved all that it needs; also where what it approved was not heard
 */
export function createAllowed(rows: readonly Row[]): (row: Row) => boolean {
  const stories = new Map(
    [...grouped(rows, ({ conversation }) => conversation)].map(([id, each]) => [id, capabilityStoryOf(each)]),
  );
  // A widget asks for the same again and again.
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
    const { isKnown, byHost, told } = standingAt(story, row.at);
    return !isKnown || needsOf(row).every((need) => isHeld(need, byHost, `${row.conversation} ${told}`));
  };
}
