// biome-ignore-all lint/a11y/useSemanticElements: only the visible lines are in the document, which HTML tables and lists cannot express.
// biome-ignore-all lint/a11y/useFocusableInteractive: the whole tree or list is one tab stop that names its active line (aria-activedescendant) and handles the keys.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the whole tree or list is one tab stop that names its active line (aria-activedescendant) and handles the keys.
import { type Phrase, text } from "../../src/browser/i18n.ts";
import { visible } from "../../ui/visible.ts";
import { dividedRow } from "../list-items.ts";
import { isChanged, latencyOf, type Row } from "../log/row.ts";
import type { TrafficLog } from "../log/traffic-log.ts";
import type { Model } from "../model.ts";
import type { InspectorState } from "../state.ts";
import { preciseTime, relativeTime } from "./clock.ts";
import { Marked } from "./marked.tsx";
import { ANSWERERS, aboutOf, hostName, STATES, tookWords, widgetName, withoutPrefix } from "./row-words.ts";

/** @returns the id of a row's element, which the list names as active */
export function rowId(serial: number): string {
  return `row-${serial}`;
}

interface MessageRowProps {
  serial: number;
  /** Its row in the grid, from 1; the header is the first. */
  place: number;
  state: InspectorState;
  model: Model;
  /** In a thread: the time since the row before (ms). */
  inThread: number | undefined;
}

/** One request with its reply, in one line. */
export function MessageRow({ serial, place, state, model, inThread }: MessageRowProps) {
  const { log } = model;
  const row = log.row(serial);
  if (!row) return <div role="row" class="message" aria-rowindex={place} />;
  const conversation = log.conversation(row.conversation);
  const { word, mark, tone } = STATES[row.state];
  const cell = (name: string, content: string) => (
    <span role="gridcell" class={name}>
      <Marked words={content} sought={state.highlight} />
    </span>
  );
  return (
    <div
      role="row"
      id={rowId(serial)}
      class="message"
      data-testid="message"
      data-state={row.state}
      data-tone={tone}
      aria-rowindex={place}
      aria-selected={state.selected === serial}
      onClick={() => model.select(serial)}
    >
      {cell("serial", `${state.pinned.has(serial) ? "★ " : ""}${serial}`)}
      {cell("time", timeOf(row, state, log, inThread))}
      {cell("widget", conversation ? widgetName(conversation) : "")}
      <span role="gridcell" class="direction" title={text(...directionOf(row))}>
        <span aria-hidden="true">{arrowOf(row)}</span>
        <span class="read-out">{text(...directionOf(row))}</span>
      </span>
      {cell("action", withoutPrefix(visible(row.action)))}
      {cell("about", withoutPrefix(aboutOf(row)))}
      {cell("took", tookOf(row))}
      <span role="gridcell" class="state">
        <span aria-hidden="true">{mark}</span> {text(word)}
      </span>
      {cell("by", byOf(row))}
    </div>
  );
}

function timeOf(row: Row, { settings }: InspectorState, log: TrafficLog, inThread?: number): string {
  if (!settings.relativeTimes && inThread === undefined) return preciseTime(row.at);
  const since = inThread ?? row.at - (log.row(log.first)?.at ?? row.at);
  return relativeTime(since);
}

const arrowOf = ({ api }: Row) => (api === "fromWidget" ? "→" : "←");
const directionOf = ({ api }: Row): Phrase => [
  api === "fromWidget" ? "inspectFromWidget" : "inspectToWidget",
];

function tookOf(row: Row): string {
  const took = latencyOf(row);
  return took === undefined ? "" : text(...tookWords(took));
}

function byOf(row: Row): string {
  const words = [
    ...(row.by ? [text(ANSWERERS[row.by])] : []),
    ...(row.isYours ? [text("inspectYours")] : []),
    ...(isChanged(row) ? [text("inspectChanged")] : []),
    ...(row.duplicates.length > 0 ? [text("inspectTwice")] : []),
  ];
  return words.join(" · ");
}

/** A line where a new conversation begins: the page or another widget was loaded. */
export function Divider({ item, place, log }: { item: number; place: number; log: TrafficLog }) {
  const conversation = log.conversation(log.row(dividedRow(item) ?? 0)?.conversation ?? 0);
  return (
    <div role="row" class="divider" data-testid="divider" aria-rowindex={place}>
      <span role="gridcell" aria-colspan={9}>
        {conversation &&
          text(
            "inspectDivider",
            widgetName(conversation),
            hostName(conversation),
            preciseTime(conversation.since),
          )}
        {conversation !== undefined && conversation.fellOut > 0 && (
          <> · {text("inspectNotKept", conversation.fellOut)}</>
        )}
      </span>
    </div>
  );
}

/** The first line of a list whose oldest rows fell out. */
export function FellOut({ place, count }: { place: number; count: number }) {
  return (
    <div role="row" class="divider" data-testid="fell-out" aria-rowindex={place}>
      <span role="gridcell" aria-colspan={9}>
        {text("inspectFellOut", count)}
      </span>
    </div>
  );
}
