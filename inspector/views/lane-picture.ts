import type { Beat, Gap, Lane } from "../readings/lane.ts";

/** The positions in a lane's picture, in pixels from its beginning. */
export interface LanePicture {
  width: number;
  /** For each request that held the event back, how long: until the next one, or until the event was due. */
  bars: { x: number; width: number; isLast: boolean }[];
  /** `isAsBefore`: it failed for the same reason as the previous failure, which shows the text. */
  marks: { x: number; beat: Beat; isAsBefore: boolean }[];
  gaps: { x: number; gap: Gap; hasRoom: boolean }[];
  end: number;
}

/** The width of one whole delay (px): a gap between restarts then appears as a part of it. */
const DELAY_WIDTH = 120;
/** The assumed length of an unknown delay (ms). */
const UNKNOWN_DELAY = 10_000;
/** The minimum and maximum width of a lane (px). */
const NARROWEST = 300;
const WIDEST = 12_000;
/** The space at both ends, for marks and text (px). */
const MARGIN = 14;
const WORDS = 130;
/** The space that a gap's number needs (px). */
const NUMBER = 40;

/** @returns the positions of everything in a lane */
export function pictureOf({ beats, gaps, delay: said, since, end }: Lane): LanePicture {
  const delay = said !== undefined && said > 0 ? said : UNKNOWN_DELAY;
  const until = beats.reduce(
    (last, { at, answeredAt = at }) => Math.max(last, answeredAt),
    Math.max(end.at, since + 1),
  );
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

/** @returns for each beat, whether it failed for the same reason as the previous failure */
function repeatsIn(beats: readonly Beat[]): boolean[] {
  let last: string | undefined;
  return beats.map(({ outcome, words }) => {
    if (outcome !== "failed") return false;
    const before = last;
    last = String(words);
    return last === before;
  });
}
