import { isCopyExpected, isPostExpected, legsOf, type Sighting } from "./legs.ts";
import type { Message } from "./message.ts";
import { type Leg, type Said, TIMEOUT_MS } from "./row.ts";

/** A request and its replies, as far as they were seen. */
export interface Exchange {
  action: string;
  request: Leg | undefined;
  reply: Leg | undefined;
  duplicates: Leg[];
  /** The same request again before there was an answer. */
  repeats: Leg[];
  /** All messages of the exchange. */
  said: ReadonlySet<Said>;
}

interface Seen {
  action: string;
  asks: Sighting[];
  answers: Sighting[];
}

/**
 * Divides all messages with one requestId into exchanges. A page may use an id again after the answer, or after the
 * timeout; and one round of probes has a request for each feature under the same id.
 *
 * The result depends only on the times, not on the order in which frames reported.
 */
export function exchangesOf(messages: readonly Message[]): Exchange[] {
  const seen: Seen[] = [];
  for (const message of messages.toSorted(inTime)) {
    const last = seen.findLast(({ action }) => action === message.action);
    const isNew = !last || (!message.answered && isAskedAgain(last, message));
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

function isAskedAgain({ asks, answers }: Seen, { how, said }: Message): boolean {
  const [first] = asks;
  if (!first || (how === "heard" && isCopyExpected(asks)) || (how === "posted" && isPostExpected(asks)))
    return false;
  return answers.length > 0 || said.at - first.said.at > TIMEOUT_MS;
}

/** Orders by time; at the same time, requests before replies, and a posted message before the same one heard. */
function inTime(one: Message, other: Message): number {
  return one.said.at - other.said.at || rank(one) - rank(other);
}

const HOW = { kept: 0, posted: 1, heard: 2 };
const rank = ({ answered, how }: Message) => (answered ? 3 : 0) + HOW[how];
