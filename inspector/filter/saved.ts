import * as v from "valibot";
import { normal } from "./edit.ts";

/** How many recent filters are remembered. */
const RECENT = 10;

const Text = v.pipe(v.string(), v.maxLength(1_000));
const Saved = v.object({
  recent: v.fallback(v.array(Text), []),
  named: v.fallback(v.array(v.object({ name: Text, text: Text })), []),
});

/** The last ten filters, newest first, and those that the user has named. The page stores them. */
export type SavedFilters = v.InferOutput<typeof Saved>;

/** @returns the valid part of what was stored */
export function readSaved(stored: unknown): SavedFilters {
  const { success, output } = v.safeParse(Saved, stored);
  return success ? { ...output, recent: output.recent.slice(0, RECENT) } : { recent: [], named: [] };
}

/** @returns the filters with this one as the most recent; unchanged if it is empty */
export function withRecent(saved: SavedFilters, text: string): SavedFilters {
  const same = normal(text);
  if (same === "") return saved;
  const others = saved.recent.filter((each) => normal(each) !== same);
  return { ...saved, recent: [text.trim(), ...others].slice(0, RECENT) };
}

/** @returns the filters with this one under a name, replacing any other of that name */
export function withNamed(saved: SavedFilters, name: string, text: string): SavedFilters {
  return { ...saved, named: [...withoutNamed(saved, name).named, { name, text: text.trim() }] };
}

/** @returns the filters without the one of this name */
export function withoutNamed(saved: SavedFilters, name: string): SavedFilters {
  return { ...saved, named: saved.named.filter((each) => each.name !== name) };
}
