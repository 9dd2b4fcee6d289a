import { text } from "../../src/browser/i18n.ts";
import { visible } from "../../ui/visible.ts";
import type { Controls } from "../controls.ts";
import type { Model } from "../model.ts";
import type { Lane } from "../readings/lane.ts";
import { lanesOf } from "../readings/lanes.ts";
import { rowsByConversation } from "../rows.ts";
import type { InspectorState } from "../state.ts";
import { BeatTable } from "./beat-table.tsx";
import { ConversationHead } from "./conversation-head.tsx";
import { ENDS, LaneDrawing } from "./lane-drawing.tsx";
import { tookWords } from "./row-words.ts";
import { wordsOf } from "./sentence-words.ts";
import { useSlowly } from "./use-slowly.ts";

/** How many delays of one widget to draw at most: the latest. */
const MOST = 50;

/** Each widget's delays: a lane for each, with its diagnosis. */
export function LanesView({ state, controls: { model } }: { state: InspectorState; controls: Controls }) {
  const widgets = useSlowly(
    () =>
      rowsByConversation(model.log)
        .map(({ conversation, rows }) => ({ conversation, lanes: lanesOf(rows, model.now()).reverse() }))
        .filter(({ lanes }) => lanes.length > 0)
        .reverse(),
    state.revision,
    model.log,
  );
  if (widgets.length === 0) return <p class="quiet">{text("inspectNoDelays")}</p>;
  return (
    <>
      {widgets.map(({ conversation, lanes }) => (
        <section key={conversation.id} class="reading">
          <ConversationHead conversation={conversation} />
          {lanes.slice(0, MOST).map((lane) => (
            <LaneSection key={`${lane.delayId ?? ""} ${lane.beats[0]?.serial}`} lane={lane} model={model} />
          ))}
          {lanes.length > MOST && <p class="quiet">{text("inspectMoreDelays", lanes.length - MOST)}</p>}
        </section>
      ))}
    </>
  );
}

function LaneSection({ lane, model }: { lane: Lane; model: Model }) {
  const { type, stateKey, delay, words } = lane;
  const [first, ...others] = words.map(wordsOf);
  return (
    <section class="lane" data-testid="lane" data-end={lane.end.how}>
      <h3>
        <bdi dir="ltr">{type === undefined ? text("inspectLaneOfUnknown") : visible(type)}</bdi>{" "}
        <span class="quiet">
          {stateKey !== undefined && stateKey !== "" && (
            <>
              <bdi dir="ltr">{visible(stateKey)}</bdi> ·{" "}
            </>
          )}
          {delay !== undefined && text("inspectLaneDelay", text(...tookWords(delay)))}
        </span>
      </h3>
      {first !== undefined && (
        <p data-tone={isDead(lane) ? "bad" : undefined} class="diagnosis">
          {first}
        </p>
      )}
      {others.map((each) => (
        <p key={each}>{each}</p>
      ))}
      <LaneDrawing lane={lane} label={[...words.map(wordsOf), text(ENDS[lane.end.how].word)].join(" ")} />
      <BeatTable lane={lane} model={model} />
    </section>
  );
}

/** Says whether the delay ended without a request for that, or any request about it failed. */
function isDead({ end, beats }: Lane): boolean {
  return (
    ["fired", "ran-out", "not-scheduled", "sent-at-once"].includes(end.how) ||
    beats.some(({ outcome }) => outcome === "failed")
  );
}
