import { isCopyExpected, isPostExpected, legsOf, type Sighting } from "./legs.ts";
import type { Message } from "./message.ts";
import { type Leg, type Said, TIMEOUT_MS } from "./row.ts";

/** A request and its answers, as far as they were seen. */
export interface Exchange {
  action: string;
  request: Leg | undefined;
  reply: Leg | undefined;
  duplicates: Leg[];
  /** The same request again before there was an answer. */
  repeats: Leg[];
  /** Everything that it was made of. */
  said: ReadonlySet<Said>;
}

interface Seen {
  action: string;
  asks: Sighting[];
  answers: Sighting[];
}

/**
 * Parts everything that was seen of one requestId into exchanges. An id may be used again once it was answered, or once
 * its time is up; and one round of probes has a request for each feature under one id.
 *
 * It depends on the times alone, and not on the order in which the frames have told.
 */
export function exchangesOf(messages: readonly Message[]): Exchange[] {
  const seen: Seen[] = [];
  for (const message of messages.toSorted(inTime)) {
    const last = seen.findLast(({ action }) => action === message.action);
    const isNew = !last || (!message.answered && isAskedAnew(last, message));
    const current = isNew ? { action: message.action, asks: [], answers: [] } : last;
    if (isNew) seen.push(current);
    (message.answered ? current.answers : current.asks).push(message);
  }
  return seen.map(({ action, asks, answers }) => {
    const [request, ...repeats] = legsOf(asks);
    const [reply, ...duplicates] = legsOf(answers);
    const said = new Set([...asks, ...answers].map((each) => each.said));
    return { action, request, reply, duplicates, repeats, said };
  });
}

function isAskedAnew({ asks, answers }: Seen, { how, said }: Message): boolean {
  const [first] = asks;
  if (!first || (how === "heard" && isCopyExpected(asks)) || (how === "posted" && isPostExpected(asks)))
    return false;
  return answers.length > 0 || said.at - first.said.at > TIMEOUT_MS;
}

/** At the same time, a request comes before its answer, and posting a message before hearing it. */
function inTime(one: Message, other: Message): number {
  return one.said.at - other.said.at || rank(one) - rank(other);
}

const HOW = { kept: 0, posted: 1, heard: 2 };
const rank = ({ answered, how }: Message) => (answered ? 3 : 0) + HOW[how];
