import type { TrafficLog } from "../log/traffic-log.ts";
import { isTimed, verdictOn } from "./matches.ts";
import type { Query } from "./query.ts";
import type { SearchIndex } from "./search-index.ts";

/** The serials of the rows that a filter shows. */
export interface View {
  /** Ascending. The array is replaced or edited as rows match: read it again after each call. */
  readonly serials: readonly number[];
  /** How many rows are hidden only because their action is muted. */
  readonly muted: number;
  /** How many of the rows that the log had at the start have been checked. */
  readonly progress: { done: number; of: number };
  /**
   * Checks further rows that the log had at the start, from the newest to the oldest.
   *
   * @param now epoch milliseconds
   * @param isTimeUp says when to stop
   * @returns whether all rows have been checked
   */
  step(now: number, isTimeUp: () => boolean): boolean;
  /** Checks each row that is new or has changed; the index must have taken them already. */
  take(news: { added: readonly number[]; changed: readonly number[] }, now: number): void;
  /** Checks the rows without a reply again, if the filter depends on time. @returns whether the view changed */
  tick(now: number): boolean;
}

/** @returns a view of a log; it is empty until its first `step` */
export function createView(log: TrafficLog, index: SearchIndex, query: Query): View {
  const start = log.last;
  const of = log.last === 0 ? 0 : log.last - log.first + 1;
  let next = start;
  let serials: number[] = [];
  const muted = new Set<number>();
  /** Rows without a reply; kept only if time can change the filter's verdict on them. */
  const waiting = isTimed(query) ? new Set<number>() : undefined;

  /** @returns whether the row is shown. Also notes whether it is muted or waits for a reply */
  function check(serial: number, now: number): boolean {
    const subject = index.subject(serial);
    const verdict = subject ? verdictOn(query, subject, now) : "hidden";
    if (verdict === "muted") muted.add(serial);
    else muted.delete(serial);
    const { state } = subject?.row ?? {};
    if (state === "pending" || state === "timed-out") waiting?.add(serial);
    else waiting?.delete(serial);
    return verdict === "shown";
  }

  /** @returns whether the view changed */
  function recheck(serial: number, now: number): boolean {
    const mutedBefore = muted.size;
    const shown = check(serial, now);
    const place = placeIn(serials, serial);
    const wasShown = serials[place] === serial;
    if (shown && !wasShown) serials.splice(place, 0, serial);
    if (!shown && wasShown) serials.splice(place, 1);
    return shown !== wasShown || muted.size !== mutedBefore;
  }

  function forgetFallen(): void {
    if (muted.size > 0 || waiting)
      for (const set of [muted, waiting ?? []])
        for (const serial of set) if (serial < log.first) (set as Set<number>).delete(serial);
    const fallen = placeIn(serials, log.first);
    if (fallen > 0) serials.splice(0, fallen);
  }

  return {
    get serials() {
      return serials;
    },
    get muted() {
      return muted.size;
    },
    get progress() {
      return { done: of - Math.min(of, Math.max(0, next - log.first + 1)), of };
    },

    step(now, isTimeUp) {
      const found: number[] = [];
      for (; next >= Math.max(1, log.first); next -= 1) {
        if (isTimeUp()) break;
        if (check(next, now)) found.push(next);
      }
      if (found.length > 0) serials = found.reverse().concat(serials);
      return next < Math.max(1, log.first);
    },

    take({ added, changed }, now) {
      // The search itself will check the rows that it has not reached yet.
      for (const serial of [...added, ...changed]) if (serial > next) recheck(serial, now);
      forgetFallen();
    },

    tick(now) {
      let isChanged = false;
      for (const serial of [...(waiting ?? [])]) isChanged = recheck(serial, now) || isChanged;
      return isChanged;
    },
  };
}

/** @returns the place of the first serial that is at least this one */
function placeIn(serials: readonly number[], serial: number): number {
  let [low, high] = [0, serials.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((serials[middle] ?? 0) < serial) low = middle + 1;
    else high = middle;
  }
  return low;
}
