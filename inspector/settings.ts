import { isObject } from "../src/widget-api/message.ts";
import { readSaved, type SavedFilters } from "./filter/saved.ts";

/** The settings that are stored until the page is opened again. */
export interface Settings {
  filters: SavedFilters;
  /** The list's part of the page (%), beside or above the details. */
  listShare: number;
  /** Times count from the first message instead of midnight. */
  relativeTimes: boolean;
}

export const FIRST_SETTINGS: Settings = {
  filters: { recent: [], named: [] },
  listShare: 55,
  relativeTimes: false,
};

/** @returns what storage holds as settings; the first ones for whatever it lacks */
export function readSettings(stored: unknown): Settings {
  if (!isObject(stored)) return FIRST_SETTINGS;
  const { filters, listShare, relativeTimes } = stored;
  return {
    filters: readSaved(filters),
    listShare: typeof listShare === "number" ? shareWithin(listShare) : FIRST_SETTINGS.listShare,
    relativeTimes: relativeTimes === true,
  };
}

/** @returns the list's part of the page (%), with room left for both */
export function shareWithin(share: number): number {
  return Number.isFinite(share) ? Math.min(80, Math.max(20, Math.round(share))) : FIRST_SETTINGS.listShare;
}
