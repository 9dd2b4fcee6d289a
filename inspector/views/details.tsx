import type { ComponentChildren } from "preact";
import { text } from "../../src/browser/i18n.ts";
import { visible } from "../../ui/visible.ts";
import type { Controls } from "../controls.ts";
import { latencyOf, type Row } from "../log/row.ts";
import type { Model } from "../model.ts";
import type { InspectorState } from "../state.ts";
import { Actions } from "./actions.tsx";
import { preciseTime } from "./clock.ts";
import { pressInDetails } from "./details-keys.ts";
import { Half } from "./half.tsx";
import { HomeserverRequests } from "./homeserver-requests.tsx";
import { Notes } from "./notes.tsx";
import { ANSWERERS, aboutOf, errorOf, STATES, tookWords, widgetName } from "./row-words.ts";

/** Everything about the selected row: the request beside its reply, and Postdate's requests to the homeserver. */
export function Details({ state, controls }: { state: InspectorState; controls: Controls }) {
  const { model } = controls;
  const row = state.selected === undefined ? undefined : model.log.row(state.selected);
  if (!row)
    return (
      <section class="details" aria-label={text("inspectDetails")} data-testid="details">
        <p class="quiet">
          {text(state.selected === undefined ? "inspectNoneSelected" : "inspectSelectedFellOut")}
        </p>
      </section>
    );
  const copy = (words: string, what: "value" | "path") =>
    void model.copy(words, [what === "value" ? "inspectValueCopied" : "inspectPathCopied"]);
  return (
    <section class="details" aria-labelledby="details-head" data-testid="details" onKeyDown={pressInDetails}>
      <h2 id="details-head">
        <span class="serial">{String(row.serial)}</span>
        <bdi dir="ltr">{visible(row.action)}</bdi>
        <span class="about">{aboutOf(row)}</span>
      </h2>
      <Actions row={row} state={state} controls={controls} />
      <Facts row={row} model={model} />
      <Notes row={row} model={model} />
      <div class="halves">
        <Half key={`${row.serial}-request`} name="request" leg={row.request} row={row} copy={copy} />
        <Half key={`${row.serial}-reply`} name="reply" leg={row.reply} row={row} copy={copy} />
      </div>
      {row.duplicates.map((leg, index) => (
        <Half key={`${row.serial}-${index}`} name="again" leg={leg} row={row} copy={copy} />
      ))}
      <HomeserverRequests requests={row.requests} />
    </section>
  );
}

function Facts({ row, model }: { row: Row; model: Model }) {
  const conversation = model.log.conversation(row.conversation);
  const took = latencyOf(row);
  const error = errorOf(row);
  const { word, mark, tone } = STATES[row.state];
  return (
    <dl class="facts">
      <Fact name={text("inspectColumnState")}>
        <span class="state" data-tone={tone}>
          <span aria-hidden="true">{mark}</span> {text(word)}
        </span>
        {row.by && <> · {text(ANSWERERS[row.by])}</>}
        {took !== undefined && <> · {text(...tookWords(took))}</>}
      </Fact>
      {error !== undefined && (
        <Fact name={text("inspectError")}>
          <span class="error-words">{error}</span>
        </Fact>
      )}
      <Fact name={text("inspectColumnTime")}>{preciseTime(row.at)}</Fact>
      {conversation && <Fact name={text("inspectColumnWidget")}>{widgetName(conversation)}</Fact>}
      <Fact name={text("inspectRequestId")}>
        <bdi dir="ltr">{row.requestId === "" ? "–" : visible(row.requestId)}</bdi>
      </Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
