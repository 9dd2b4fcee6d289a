import { useRef } from "preact/hooks";
import { type MessageKey, text } from "../../src/browser/i18n.ts";
import type { Controls } from "../controls.ts";
import type { Model } from "../model.ts";
import { type InspectorState, VIEWS, type ViewName } from "../state.ts";
import { ExportMenu } from "./export-menu.tsx";
import { FilterBox } from "./filter-box.tsx";
import { OptionsMenu } from "./options-menu.tsx";

const TABS: Record<ViewName, MessageKey> = {
  messages: "inspectMessages",
  handshake: "inspectHandshake",
  delays: "inspectDelays",
  conformance: "inspectConformance",
};

/** The tabs of the views, the filter, and the buttons for the list. */
export function Toolbar({ state, controls }: { state: InspectorState; controls: Controls }) {
  const { model } = controls;
  return (
    <header class="toolbar">
      <div class="bar">
        <h1>
          <img src="../icons/48.png" width="20" height="20" alt="" />
          {text("inspectTitle")}
        </h1>
        <Tabs state={state} model={model} />
        <div class="bar files">
          <OptionsMenu state={state} controls={controls} />
          <ExportMenu state={state} files={controls.files} />
        </div>
      </div>
      {state.view === "messages" && (
        <>
          <FilterBox state={state} model={model} />
          <ListBar state={state} model={model} />
        </>
      )}
    </header>
  );
}

function Tabs({ state, model }: { state: InspectorState; model: Model }) {
  const tabs = useRef<HTMLDivElement>(null);
  function press(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const next = VIEWS[(VIEWS.indexOf(state.view) + by + VIEWS.length) % VIEWS.length] as ViewName;
    model.show(next);
    tabs.current?.querySelector<HTMLElement>(`[data-testid="tab-${next}"]`)?.focus();
  }
  return (
    <div class="tabs" role="tablist" aria-label={text("inspectViews")} ref={tabs}>
      {VIEWS.map((view) => (
        <button
          key={view}
          id={`tab-${view}`}
          type="button"
          role="tab"
          data-testid={`tab-${view}`}
          aria-selected={state.view === view}
          aria-controls="view"
          tabIndex={state.view === view ? 0 : -1}
          onClick={() => model.show(view)}
          onKeyDown={press}
        >
          {text(TABS[view])}
        </button>
      ))}
    </div>
  );
}

function ListBar({ state, model }: { state: InspectorState; model: Model }) {
  const { log, list } = model;
  const { isPaused, lost, settings } = state;
  const { muted, searched } = list;
  const all = state.file?.rows ?? (log.last === 0 ? 0 : log.last - log.first + 1);
  return (
    <div class="bar list-bar">
      <button
        type="button"
        data-testid="pause"
        aria-pressed={isPaused}
        onClick={() => (isPaused ? model.goOn() : model.pause())}
      >
        {text(isPaused ? "inspectGoOn" : "inspectPause")}
        {isPaused && list.waiting > 0 && ` · ${text("inspectWaiting", list.waiting)}`}
      </button>
      <button type="button" data-testid="clear" onClick={() => model.clear()}>
        {text("inspectClear")}
      </button>
      <button
        type="button"
        data-testid="follow"
        aria-pressed={state.isFollowing}
        onClick={() => model.stayAtEnd(!state.isFollowing)}
      >
        {text("inspectFollow")}
      </button>
      <button
        type="button"
        data-testid="relative"
        aria-pressed={settings.relativeTimes}
        onClick={() => model.remember({ relativeTimes: !settings.relativeTimes })}
      >
        {text("inspectRelative")}
      </button>
      <span class="quiet counts" data-testid="counts">
        {lost.missed > 0 && `${text("inspectMissed", lost.missed)} · `}
        {lost.dropped > 0 && `${text("inspectDropped", lost.dropped)} · `}
        {text("inspectCount", all)}
        {muted > 0 && ` · ${text("inspectMuted", muted)}`}
        {searched !== undefined && ` · ${text("inspectSearched", Math.floor(searched * 100))}`}
      </span>
    </div>
  );
}
