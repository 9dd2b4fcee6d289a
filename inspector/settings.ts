import { isObject } from "../src/widget-api/message.ts";
import { readSaved, type SavedFilters } from "./filter/saved.ts";

/** The page's stored settings. */
export interface Settings {
  filters: SavedFilters;
  /** The list's share of the page (%), beside or above the details. */
  listShare: number;
  /** Whether times count from the first message instead of midnight. */
  relativeTimes: boolean;
}

export const FIRST_SETTINGS: Settings = {
  filters: { recent: [], named: [] },
  listShare: 55,
  relativeTimes: false,
};

/** @returns the stored settings, with the defaults for what is missing */
export function readSettings(stored: unknown): Settings {
  if (!isObject(stored)) return FIRST_SETTINGS;
  const { filters, listShare, relativeTimes } = stored;
  return {
    filters: readSaved(filters),
    listShare: typeof listShare === "number" ? shareWithin(listShare) : FIRST_SETTINGS.listShare,
    relativeTimes: relativeTimes === true,
  };
}

/** @returns the list's share of the page (%), limited so that both parts stay usable */
export function shareWithin(share: number): number {
  return Number.isFinite(share) ? Math.min(80, Math.max(20, Math.round(share))) : FIRST_SETTINGS.listShare;
}
