// biome-ignore-all lint/a11y/noNoninteractiveTabindex: the drawing scrolls, so the keyboard must reach it.
// biome-ignore-all lint/a11y/useSemanticElements: the drawing is not a fieldset.
import { useLayoutEffect, useRef } from "preact/hooks";
import { type MessageKey, text } from "../../src/browser/i18n.ts";
import { shorten } from "../../ui/widget-address.ts";
import type { Beat, Lane, LaneEnd } from "../readings/lane.ts";
import { pictureOf } from "./lane-picture.ts";
import { tookWords } from "./row-words.ts";
import { wordsOf } from "./sentence-words.ts";

/** Maximum length of a failure's text in the picture (characters). The table has all of it. */
const WORDS = 26;
const HEIGHT = 84;
/** The positions in the picture (px from the top). */
const AT = { number: 14, bar: 20, bottom: 36, words: 52 };

export const ENDS: Record<LaneEnd["how"], { word: MessageKey; tone: "good" | "bad" | "quiet" }> = {
  running: { word: "inspectEndRunning", tone: "good" },
  fired: { word: "inspectEndFired", tone: "bad" },
  "ran-out": { word: "inspectEndRanOut", tone: "bad" },
  sent: { word: "inspectEndSent", tone: "quiet" },
  cancelled: { word: "inspectEndCancelled", tone: "quiet" },
  "not-scheduled": { word: "inspectEndNotScheduled", tone: "bad" },
  "sent-at-once": { word: "inspectEndSentAtOnce", tone: "bad" },
  unknown: { word: "inspectEndUnknown", tone: "quiet" },
};

/** One delay as a picture: how long each request held the event back, what failed, and how it ended. */
export function LaneDrawing({ lane, label }: { lane: Lane; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const { width, bars, marks, gaps, end } = pictureOf(lane);
  const { word, tone } = ENDS[lane.end.how];
  // Scroll to the end, where new requests appear.
  useLayoutEffect(() => {
    if (box.current) box.current.scrollLeft = width;
  }, [width]);
  let written = 0;
  return (
    <div class="drawing" ref={box} tabIndex={0} role="group" aria-label={text("inspectPicture")}>
      <svg width={width} height={HEIGHT} role="img" aria-label={label}>
        <line class="ground" x1={0} x2={width} y1={AT.bottom} y2={AT.bottom} />
        {bars.map((bar) => (
          <rect
            key={bar.x}
            class={bar.isLast ? `held ${tone}` : "held"}
            x={bar.x}
            y={AT.bar}
            width={bar.width}
            height={AT.bottom - AT.bar}
          />
        ))}
        {gaps.map(({ x, gap, hasRoom }) =>
          hasRoom || gap.isLongest ? (
            <text key={gap.from} class={gap.isLongest ? "gap longest" : "gap"} x={x} y={AT.number}>
              {text(...tookWords(gap.to - gap.from))}
            </text>
          ) : null,
        )}
        {marks.map(({ x, beat, isAsBefore }) => (
          <g key={beat.serial} class={`beat ${beat.outcome}`}>
            <line x1={x} x2={x} y1={AT.bar - 3} y2={AT.bottom + 3} />
            {beat.outcome === "failed" && (
              <text x={x} y={AT.words + ((isAsBefore ? written : written++) % 2) * 14}>
                {isAsBefore ? "✕" : `✕ ${failureOf(beat)}`}
              </text>
            )}
          </g>
        ))}
        <g class={`end ${tone}`}>
          <line x1={end} x2={end} y1={AT.bar - 6} y2={AT.bottom + 6} />
          <text x={end + 4} y={AT.bottom - 4}>
            {text(word)}
          </text>
        </g>
      </svg>
    </div>
  );
}

function failureOf({ words }: Beat): string {
  return words ? shorten(wordsOf(words), WORDS) : "";
}
