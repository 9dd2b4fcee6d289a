import type { Beat, Gap, Lane } from "../readings/lane.ts";

/** A lane in pixels, from its beginning. */
export interface LanePicture {
  width: number;
  /** How long the event was held back, by each request that did: until the next one, or until it was due. */
  bars: { x: number; width: number; isLast: boolean }[];
  /** `isAsBefore`: it failed for the same reason as the one that failed before it, which has the words. */
  marks: { x: number; beat: Beat; isAsBefore: boolean }[];
  gaps: { x: number; gap: Gap; hasRoom: boolean }[];
  end: number;
}

/** How wide one whole delay is drawn (px), so that a gap between restarts is seen as a part of it. */
const DELAY_WIDTH = 120;
/** What a delay is taken for where nobody heard it (ms). */
const UNKNOWN_DELAY = 10_000;
/** The least and the most that a lane is drawn wide (px). */
const NARROWEST = 300;
const WIDEST = 12_000;
/** Room at both ends, for marks and words (px). */
const MARGIN = 14;
const WORDS = 130;
/** How much room a gap's number needs (px). */
const NUMBER = 40;

/** @returns where everything in a lane is drawn */
export function pictureOf({ beats, gaps, delay: said, since, end }: Lane): LanePicture {
  const delay = said !== undefined && said > 0 ? said : UNKNOWN_DELAY;
  const until = Math.max(end.at, ...beats.map(({ at, answeredAt = at }) => answeredAt), since + 1);
  const scale = Math.min(DELAY_WIDTH / delay, WIDEST / (until - since));
  const x = (at: number) => MARGIN + (at - since) * scale;
  const holds = beats.filter(
    ({ action, outcome }) => outcome === "done" && (action === "schedule" || action === "restart"),
  );
  const bars = holds.map(({ at }, index) => {
    const next = holds[index + 1]?.at ?? Math.max(at, end.at);
    const held = Math.min(next, at + delay);
    return { x: x(at), width: Math.max(1, (held - at) * scale), isLast: index === holds.length - 1 };
  });
  const isAsBefore = repeatsIn(beats);
  return {
    width: Math.max(NARROWEST, x(until) + WORDS),
    bars,
    marks: beats.map((beat, index) => ({ x: x(beat.at), beat, isAsBefore: isAsBefore[index] === true })),
    gaps: gaps.map((gap) => ({
      x: x((gap.from + gap.to) / 2),
      gap,
      hasRoom: (gap.to - gap.from) * scale >= NUMBER,
    })),
    end: x(Math.max(since, end.at)),
  };
}

/** @returns of each beat whether it failed for the same reason as the last that failed */
function repeatsIn(beats: readonly Beat[]): boolean[] {
  let last: string | undefined;
  return beats.map(({ outcome, words }) => {
    if (outcome !== "failed") return false;
    const before = last;
    last = String(words);
    return last === before;
  });
}
