import { type MessageKey, text } from "../../src/browser/i18n.ts";
import type { Model } from "../model.ts";
import type { Beat, Lane } from "../readings/lane.ts";
import { preciseTime } from "./clock.ts";
import { ENDS } from "./lane-drawing.tsx";
import { ANSWERERS, tookWords } from "./row-words.ts";
import { wordsOf } from "./sentence-words.ts";
import { SerialLink } from "./serial-link.tsx";

const ACTIONS: Record<Beat["action"], MessageKey> = {
  schedule: "inspectBeatSchedule",
  restart: "inspectBeatRestart",
  send: "inspectBeatSend",
  cancel: "inspectBeatCancel",
};

const OUTCOMES: Record<Beat["outcome"], MessageKey> = {
  done: "inspectStateDone",
  failed: "inspectStateError",
  pending: "inspectStatePending",
  unheard: "inspectStateUnheard",
};

/** A lane's picture as a table: each request about the delay, and its end. */
export function BeatTable({ lane: { beats, gaps, end }, model }: { lane: Lane; model: Model }) {
  const gapBefore = (at: number) => gaps.find(({ to }) => to === at);
  return (
    <details>
      <summary>{text("inspectAsTable", beats.length)}</summary>
      <div class="table-box">
        <table>
          <thead>
            <tr>
              <th scope="col">{text("inspectColumnTime")}</th>
              <th scope="col">{text("inspectColumnGap")}</th>
              <th scope="col">{text("inspectColumnAction")}</th>
              <th scope="col">{text("inspectColumnState")}</th>
              <th scope="col">{text("inspectColumnBy")}</th>
              <th scope="col">{text("inspectColumnSerial")}</th>
            </tr>
          </thead>
          <tbody>
            {beats.map((beat) => {
              const gap = gapBefore(beat.at);
              const words = gap && text(...tookWords(gap.to - gap.from));
              return (
                <tr key={beat.serial}>
                  <td>{preciseTime(beat.at)}</td>
                  <td>{gap?.isLongest ? <strong>{words}</strong> : words}</td>
                  <td>{text(ACTIONS[beat.action])}</td>
                  <td class="words" data-tone={beat.outcome === "failed" ? "bad" : undefined}>
                    {text(OUTCOMES[beat.outcome])}
                    {beat.words && `: ${wordsOf(beat.words)}`}
                  </td>
                  <td>{beat.by && text(ANSWERERS[beat.by])}</td>
                  <td>
                    <SerialLink serial={beat.serial} model={model} />
                  </td>
                </tr>
              );
            })}
            <tr>
              <td>{end.how === "unknown" ? "" : preciseTime(end.at)}</td>
              <td />
              <td colSpan={3} data-tone={ENDS[end.how].tone}>
                {text(ENDS[end.how].word)}
              </td>
              <td>{end.serial !== undefined && <SerialLink serial={end.serial} model={model} />}</td>
            </tr>
          </tbody>
        </table>
      </div>
    </details>
  );
}
