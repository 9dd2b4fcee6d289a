import type { Leg, Said } from "./row.ts";

/** One place at which a request, or a reply, was seen. */
export interface Sighting {
  how: "heard" | "kept" | "posted";
  said: Said;
}

/** How far two frames' clocks may be apart (ms). */
const SKEW = 5;

/**
 * Joins what both frames told of one request, or of its replies, to legs: who said what, and what became of it. What a
 * frame has posted is heard in the other: that is one message, not two.
 * @param sightings in the order of their times
 * @returns the first leg is the one that counts: whatever reached the other page first
 */
export function legsOf(sightings: readonly Sighting[]): Leg[] {
  const posts = sightings.filter(({ how }) => how === "posted").map(({ said }) => said);
  const heard = sightings.filter(({ how }) => how !== "posted");
  const copies = new Map<Said, Said>();
  for (const post of posts) {
    const copy = heard.find(({ how, said }) => how === "heard" && isCopy(said, post, copies));
    if (copy) copies.set(copy.said, post);
  }

  const legs: Leg[] = [];
  for (const { how, said } of heard)
    if (!copies.has(said)) {
      // A message that we kept and that arrives after all is our copy: its frame has not yet told that it posted it.
      const kept = how === "heard" ? legs.find(isKept) : undefined;
      if (kept) kept.delivered = said;
      else legs.push(how === "kept" ? { sent: said } : { sent: said, delivered: said });
    }
  const arrived = new Map([...copies].map(([copy, post]) => [post, copy]));
  for (const post of posts) {
    const delivered = arrived.get(post) ?? post;
    const kept = legs.findLast((leg) => isKept(leg) && leg.sent.at <= post.at) ?? legs.find(isKept);
    if (kept) kept.delivered = delivered;
    else legs.push({ delivered });
  }
  legs.sort((one, other) => startOf(one) - startOf(other));
  const counts = legs.find(({ delivered }) => delivered);
  return counts ? [counts, ...legs.filter((leg) => leg !== counts)] : legs;
}

/**
 * Says whether a message that is heard after these is the copy that our script made of one of them, or posted by itself:
 * a script keeps a message from its page only to answer it, or to have it posted again.
 */
export function isCopyExpected(before: readonly Sighting[]): boolean {
  return Math.max(countOf("posted", before), countOf("kept", before)) > countOf("heard", before);
}

/** Says whether what our script posts after these is one of them again, which it has kept. */
export function isPostExpected(before: readonly Sighting[]): boolean {
  return countOf("kept", before) > countOf("posted", before);
}

function countOf(how: Sighting["how"], among: readonly Sighting[]): number {
  return among.filter((each) => each.how === how).length;
}

const isKept = (leg: Leg): leg is Leg & { sent: Said } =>
  leg.sent !== undefined && leg.delivered === undefined;

const startOf = ({ sent, delivered }: Leg) => Math.min(sent?.at ?? Infinity, delivered?.at ?? Infinity);

const follows = (heard: Said, posted: Said) => heard.at >= posted.at - SKEW;

const isCopy = (heard: Said, posted: Said, taken: ReadonlyMap<Said, Said>) =>
  !taken.has(heard) && follows(heard, posted);
