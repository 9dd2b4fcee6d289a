import type { MessageHead, Partner, TrafficEntry } from "../messaging/traffic.ts";
import { headOf } from "../messaging/traffic-head.ts";

/** What was noted here. An inspector's own script (inspected.ts) reads it: the two share this world's globals alone. */
export interface Notes {
  /** The number of the next entry. */
  next: number;
  /** The last entries that nobody watched; an entry's place is its number modulo `REMEMBERED`. */
  remembered: TrafficEntry[];
  /** What stays true of a window, however long ago it was said. */
  lasting: Record<string, TrafficEntry>;
  /** The origin of this frame's host, if it has one. */
  host?: () => string | undefined;
  post?: (to: Window, message: object, origin: string) => void;
}

/** What the two scripts leave for each other, whichever runs first. */
export interface InspectorMarks {
  postdateNotes?: Notes;
  /** Hears each entry with its number. Absent where nobody watches, and then nothing of a payload is held. */
  postdateWatcher?: ((number: number, entry: TrafficEntry) => void) | undefined;
  /** Has the watcher open another port, for an inspector that came later. */
  postdateReconnect?: () => void;
}
const marks = globalThis as InspectorMarks;

/** How many entries are remembered while nobody watches. */
export const REMEMBERED = 200;

const notes: Notes = { next: 0, remembered: [], lasting: {} };
const partners = new WeakMap<Window, Partner>();
let children = 0;

/** Lets an inspector's script read what is noted. */
export function offerNotes(more: Pick<Notes, "host" | "post">): void {
  marks.postdateNotes = Object.assign(notes, more);
}

/** Says whether an inspector watches this frame. */
export function isWatched(): boolean {
  return !!marks.postdateWatcher;
}

/** An entry without what is the same for all kinds. */
type Noted<Entry> = Entry extends TrafficEntry ? Omit<Entry, "at" | "partner"> : never;

/**
 * Notes what is between this frame and another window. Never throws: what depends on it must go on.
 * @param lasts whether it stays true
 * @returns the entry; nothing if the window is neither parent nor child
 */
export function note(other: Window | null, noted: Noted<TrafficEntry>, lasts?: boolean) {
  try {
    const partner = partnerOf(other as Window);
    if (partner === undefined) return undefined;
    const entry = { ...noted, at: Date.now(), partner } as TrafficEntry;
    const number = notes.next++;
    if (lasts) notes.lasting[entry.is + partner] = entry;
    if (marks.postdateWatcher) marks.postdateWatcher(number, entry);
    else notes.remembered[number % REMEMBERED] = entry;
    return entry;
  } catch {
    return undefined;
  }
}

/** Notes what a script posts: in its page's name, or to the script in the other frame. */
export function notePosted(to: Window, message: object, origin: string): void {
  const { api, postdate, id, lacks } = message as Record<string, string & string[]>;
  if (api) note(to, { is: "posted", origin, ...seen(message) });
  else if (lacks) note(to, { is: "probed", lacks }, true);
  else if (id && postdate?.startsWith("prob")) note(to, { is: "linked", probe: id }, true);
}

/** @returns the message where somebody watches, and its head otherwise */
export function seen(message: object): { message: object } | { head: MessageHead } {
  return isWatched() ? { message } : { head: headOf(message) };
}

/** @throws TypeError if there is no window, and in Firefox if it is gone */
function partnerOf(other: Window): Partner | undefined {
  if (other === window.parent) return other === window ? undefined : 0;
  if (!partners.has(other) && other.parent === window) partners.set(other, ++children);
  return partners.get(other);
}
