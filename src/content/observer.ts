import type { Partner, TrafficEntry } from "../messaging/traffic.ts";
import { headOf } from "../messaging/traffic-head.ts";

/** The notes of this frame. The inspector's script (inspected.ts) reads them from a global, all that the two share. */
export interface Notes {
  /** The number of the next entry. */
  next: number;
  /** The last entries from before an inspector watched; an entry's index is its number modulo `REMEMBERED`. */
  remembered: TrafficEntry[];
  /** Entries that stay true of a window, however old they are. */
  durable: Record<string, TrafficEntry>;
  /** The origin of this frame's host, if it has one. */
  host?: () => string | undefined;
  post?: (to: Window, message: object, origin: string) => void;
}

/** The globals by which the two scripts find each other, whichever runs first. */
export interface InspectorMarks {
  postdateNotes?: Notes;
  /** Gets each entry with its number. Absent while no inspector watches; payloads are then not kept. */
  postdateWatcher?: ((number: number, entry: TrafficEntry) => void) | undefined;
  /** Has the watcher open another port, for an inspector that opened later. */
  postdateReconnect?: () => void;
}
const marks = globalThis as InspectorMarks;

/** How many entries are remembered while no inspector watches. */
export const REMEMBERED = 200;

const notes: Notes = { next: 0, remembered: [], durable: {} };
const partners = new WeakMap<Window, Partner>();
let children = 0;

/** Lets the inspector's script read the notes. */
export function offerNotes(more: Pick<Notes, "host" | "post">): void {
  marks.postdateNotes = Object.assign(notes, more);
}

/** Says whether an inspector watches this frame. */
export function isWatched(): boolean {
  return !!marks.postdateWatcher;
}

/** An entry without the fields that all kinds share. */
type Noted<Entry> = Entry extends TrafficEntry ? Omit<Entry, "at" | "partner"> : never;

/**
 * Notes something between this frame and another window. Never throws: its callers must go on.
 * @param noted becomes the entry: a copy would cost as much as all the rest
 * @param isDurable whether the entry stays true
 * @returns whether it was noted, which needs a parent or a child window
 */
export function note(other: Window | null, noted: Noted<TrafficEntry>, isDurable?: boolean): boolean {
  try {
    const partner = partnerOf(other as Window);
    if (partner === undefined) return false;
    const entry = noted as TrafficEntry;
    entry.at = Date.now();
    entry.partner = partner;
    const number = notes.next++;
    if (isDurable) notes.durable[entry.is + partner] = entry;
    if (marks.postdateWatcher) marks.postdateWatcher(number, entry);
    else notes.remembered[number % REMEMBERED] = entry;
    return true;
  } catch {
    return false;
  }
}

/**
 * Notes a message that arrived: all of it while an inspector watches, otherwise its head. It is noted before any role
 * hears it, so that its effects are noted after it.
 * @returns the entry, in which the caller at once sets whether the message is kept from the page
 */
export function noteHeard(from: Window | null, origin: string, message: object): { kept: boolean } {
  const kept = false;
  const heard = isWatched()
    ? { is: "heard" as const, origin, kept, message }
    : { is: "heard" as const, origin, kept, head: headOf(message) };
  note(from, heard);
  return heard;
}

/** Notes a message that a script posts, in its page's name or to the script in the other frame. */
export function notePosted(to: Window, message: object, origin: string): void {
  const { api, postdate, id, lacks } = message as Record<string, string & string[]>;
  if (api) note(to, { is: "posted", origin, ...(isWatched() ? { message } : { head: headOf(message) }) });
  else if (lacks) note(to, { is: "probed", lacks }, true);
  else if (id && postdate?.startsWith("prob")) note(to, { is: "linked", probe: id }, true);
}

/** @throws TypeError if there is no window, and in Firefox if it is gone */
function partnerOf(other: Window): Partner | undefined {
  const known = partners.get(other);
  if (known !== undefined) return known;
  if (other === window) return undefined;
  if (other === window.parent) partners.set(other, 0);
  else if (other.parent === window) partners.set(other, ++children);
  return partners.get(other);
}
