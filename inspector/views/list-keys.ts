import type { Row } from "../log/row.ts";
import type { Model } from "../model.ts";
import type { InspectorState } from "../state.ts";

interface Here {
  state: InspectorState;
  model: Model;
  /** How many rows a page has. */
  page: number;
}

const isFailed = ({ state }: Row) => state === "error" || state === "timed-out" || state === "late";

/** The actions of the keys in the list. */
const KEYS: Record<string, (here: Here) => void> = {
  ArrowDown: ({ model }) => void model.step(1),
  ArrowUp: ({ model }) => void model.step(-1),
  PageDown: ({ model, page }) => stepMany(model, 1, page),
  PageUp: ({ model, page }) => stepMany(model, -1, page),
  Home: ({ model }) => {
    model.select(undefined);
    model.step(1);
  },
  End: ({ model }) => {
    model.select(undefined);
    model.step(-1);
    model.stayAtEnd(true);
  },
  Escape: ({ model, state }) => {
    if (state.selected !== undefined) model.select(undefined);
    else model.follow(undefined);
  },
  n: (here) => toSameAction(here, 1),
  p: (here) => toSameAction(here, -1),
  e: ({ model }) => void model.step(1, isFailed),
  E: ({ model }) => void model.step(-1, isFailed),
  b: ({ model, state }) => {
    if (state.selected !== undefined) model.pin(state.selected);
  },
  m: (here) => {
    const row = selectedRow(here);
    if (row) here.model.mute(row.action);
  },
  " ": ({ model, state }) => (state.isPaused ? model.goOn() : model.pause()),
  g: ({ state }) => {
    if (state.selected !== undefined) document.querySelector<HTMLElement>("[data-half] [role=tree]")?.focus();
  },
  "/": () => document.querySelector<HTMLElement>("#filter")?.focus(),
};

/** Handles a key in the list of messages. */
export function pressInList(event: KeyboardEvent, here: Here): void {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  const act = Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : undefined;
  if (!act) return;
  event.preventDefault();
  act(here);
}

function selectedRow({ model, state }: Here): Row | undefined {
  return state.selected === undefined ? undefined : model.log.row(state.selected);
}

function toSameAction(here: Here, direction: 1 | -1): void {
  const action = selectedRow(here)?.action;
  if (action !== undefined) here.model.step(direction, (row) => row.action === action);
}

function stepMany(model: Model, direction: 1 | -1, count: number): void {
  let left = Math.max(1, count);
  const isThere = model.step(direction, () => {
    left -= 1;
    return left === 0;
  });
  if (isThere) return;
  model.select(undefined);
  model.step(direction > 0 ? -1 : 1);
}
