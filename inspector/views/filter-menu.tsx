import { useState } from "preact/hooks";
import { text } from "../../src/browser/i18n.ts";
import { visible } from "../../ui/visible.ts";
import { withNamed, withoutNamed } from "../filter/saved.ts";
import type { Model } from "../model.ts";
import type { InspectorState } from "../state.ts";
import { Menu } from "./menu.tsx";

/** The named filters, the recent ones, and a field to name the current one. */
export function FilterMenu({ state, model }: { state: InspectorState; model: Model }) {
  const [name, setName] = useState("");
  const { filters } = state.settings;

  function keep(event: Event): void {
    event.preventDefault();
    if (name.trim() === "" || state.filter.trim() === "") return;
    model.remember({ filters: withNamed(filters, name.trim(), state.filter) });
    setName("");
  }
  return (
    <Menu id="filters" label={text("inspectFilters")}>
      {(close) => {
        const use = (filter: string) => () => {
          close();
          model.setFilter(filter);
        };
        return (
          <>
            <form onSubmit={keep} class="bar">
              <input
                type="text"
                data-testid="filter-name"
                maxLength={80}
                value={name}
                placeholder={text("inspectFilterName")}
                aria-label={text("inspectFilterName")}
                onInput={({ currentTarget }) => setName(currentTarget.value)}
              />
              <button type="submit" data-testid="keep-filter">
                {text("inspectKeepFilter")}
              </button>
            </form>
            <ul>
              {filters.named.map((named) => (
                <li key={named.name} class="bar">
                  <button
                    type="button"
                    data-testid="named"
                    title={visible(named.text)}
                    onClick={use(named.text)}
                  >
                    {visible(named.name, "name")}
                  </button>
                  <button
                    type="button"
                    aria-label={text("inspectForgetFilter", visible(named.name, "name"))}
                    onClick={() => model.remember({ filters: withoutNamed(filters, named.name) })}
                  >
                    ×
                  </button>
                </li>
              ))}
              {filters.recent.map((recent) => (
                <li key={recent}>
                  <button type="button" data-testid="recent" onClick={use(recent)}>
                    <bdi dir="ltr">{visible(recent)}</bdi>
                  </button>
                </li>
              ))}
            </ul>
          </>
        );
      }}
    </Menu>
  );
}
