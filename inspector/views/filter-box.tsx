import { useEffect, useRef, useState } from "preact/hooks";
import { text } from "../../src/browser/i18n.ts";
import { visible } from "../../ui/visible.ts";
import { chipsOf, withoutChip } from "../chips.ts";
import { hasTerm, withTerm } from "../filter/edit.ts";
import { type Problem, problemsOf, type Quality } from "../filter/query.ts";
import type { Model } from "../model.ts";
import type { InspectorState } from "../state.ts";
import { FilterMenu } from "./filter-menu.tsx";

/** The terms that one click adds to the filter. */
const OFFERED: Quality[] = ["error", "pending", "slow", "delayed", "changed"];

/** How long after the last key the filter applies (ms). */
const TYPING = 120;

/** The filter's text, its parts as chips, which edit the text, and the highlight. */
export function FilterBox({ state, model }: { state: InspectorState; model: Model }) {
  const [typed, setTyped] = useState(state.filter);
  /** The last filter that this box knows. It may be drawn after the user has typed more. */
  const seen = useRef(state.filter);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const apply = () => {
    // After Enter, a pending timer would restore the text in a filter that was emptied meanwhile.
    clearTimeout(waiting.current);
    seen.current = typed;
    model.setFilter(typed);
  };
  useEffect(() => {
    if (state.filter === seen.current) return;
    seen.current = state.filter;
    setTyped(state.filter);
  }, [state.filter]);
  useEffect(() => {
    if (typed === state.filter) return;
    waiting.current = setTimeout(apply, TYPING);
    return () => clearTimeout(waiting.current);
  }, [typed]);
  function press(event: KeyboardEvent): void {
    if (event.key === "Enter") apply();
    if (event.key !== "Escape") return;
    event.preventDefault();
    document.querySelector<HTMLElement>("[role=grid]")?.focus();
  }
  return (
    <search class="filter">
      <div class="bar">
        <input
          id="filter"
          data-testid="filter"
          type="search"
          spellcheck={false}
          autocomplete="off"
          value={typed}
          placeholder={text("inspectFilterHint")}
          aria-label={text("inspectFilter")}
          aria-describedby="filter-words"
          onInput={({ currentTarget }) => setTyped(currentTarget.value)}
          onBlur={() => model.rememberFilter()}
          onKeyDown={press}
        />
        <button
          type="button"
          data-testid="filter-on"
          aria-pressed={state.isFilterOn}
          onClick={() => model.switchFilter(!state.isFilterOn)}
        >
          {text("inspectFilterOn")}
        </button>
        <FilterMenu state={state} model={model} />
        <input
          class="highlight"
          data-testid="highlight"
          type="search"
          value={state.highlight}
          placeholder={text("inspectHighlight")}
          aria-label={text("inspectHighlight")}
          onInput={({ currentTarget }) => model.set({ highlight: currentTarget.value })}
        />
      </div>
      <Chips state={state} model={model} />
      <p id="filter-words" class="quiet" role="status">
        {problemsOf(state.query).map(problemWords).join(" ")}
      </p>
    </search>
  );
}

function Chips({ state: { filter, query }, model }: { state: InspectorState; model: Model }) {
  return (
    <ul class="chips" aria-label={text("inspectTerms")}>
      {chipsOf(filter, query).map((chip) => (
        <li key={chip.from}>
          <button
            type="button"
            class={`chip ${chip.isKnown ? "" : "unknown"}`}
            data-testid="term"
            aria-label={text("inspectRemoveTerm", visible(chip.text))}
            onClick={() => model.setFilter(withoutChip(filter, chip))}
          >
            <bdi dir="ltr">{visible(chip.text)}</bdi> <span aria-hidden="true">×</span>
          </button>
        </li>
      ))}
      {OFFERED.map((value) => ({ key: "is" as const, value }))
        .filter((term) => !hasTerm(filter, term))
        .map((term) => (
          <li key={term.value}>
            <button
              type="button"
              class="chip offer"
              data-testid="offer"
              onClick={() => model.setFilter(withTerm(filter, term))}
            >
              <span aria-hidden="true">+ </span>
              {`${term.key}:${term.value}`}
            </button>
          </li>
        ))}
    </ul>
  );
}

const UNKNOWN = { "unknown-key": "inspectUnknownKey", "unknown-value": "inspectUnknownValue" } as const;

function problemWords(problem: Problem): string {
  if (problem.is !== "pattern") return text(UNKNOWN[problem.is], visible(problem.key));
  if (problem.fault === "too-slow") return text("inspectPatternSlow");
  return text("inspectPatternBad", visible(problem.words));
}
