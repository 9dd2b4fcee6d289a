import type { Leg, Said } from "./row.ts";

/** A request or a reply as one frame saw it. */
export interface Sighting {
  how: "heard" | "kept" | "posted";
  said: Said;
}

/** How far the clocks of two frames may differ (ms). */
const SKEW = 5;

/**
 * Joins both frames' sightings of one request, or of its replies, to legs: what was sent, and what was delivered. A
 * message that one frame has posted and the other has heard is one message, not two.
 * @param sightings in the order of their times
 * @returns the legs; the first one reached the other page first, and counts
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
      // If a withheld message arrives after all, it is our copy, and the frame that posted it has not reported that
      // yet.
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
 * Says whether a message heard after these is one that our script has posted. A script withholds a message from its
 * page only to answer it, or to have it posted again.
 */
export function isCopyExpected(before: readonly Sighting[]): boolean {
  return Math.max(countOf("posted", before), countOf("kept", before)) > countOf("heard", before);
}

/** Says whether a message that our script posts after these repeats one that it has withheld. */
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
