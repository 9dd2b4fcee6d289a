/** The end of the year 9999 (epoch ms). Later times cannot be written as everybody reads dates, and no delayed event has one. */
const LAST = 253_402_300_799_999;
/** The longest delay that a widget may ask for (ms). */
const LONGEST = Number.MAX_SAFE_INTEGER;

/** @returns a time that somebody else has told (epoch ms); nothing for what is no time that a delayed event could have */
export function asTime(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 && value <= LAST ? value : undefined;
}

/** @returns a duration that somebody else has told, in whole milliseconds; nothing for what is none */
export function asDuration(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? Math.floor(Math.min(value, LONGEST)) : undefined;
}

/** @returns the nearest time that can be written as a date (epoch ms); what is no number is 0 */
export function withinDates(time: number): number {
  return Math.min(Math.max(time || 0, 0), LAST);
}

/** @returns the time so many milliseconds after another (epoch ms), as far as it can be written as a date */
export function after(time: number, ms: number): number {
  return withinDates(time + ms);
}

/**
 * Tells a time of another clock by the one here, by how long ago it was: the other clock may be wrong. Nothing that somebody tells
 * has happened after now.
 * @param at by the other clock, which said `clock` when it was `now` here (epoch ms, all three)
 */
export function inClockHere(at: number, clock: number, now: number): number {
  return withinDates(Math.min(now - (clock - at), now));
}

/**
 * Says whether less than so many milliseconds lie between two times, whichever is the later: a clock may be set back, and what was
 * written down before then is no newer for it.
 */
export function isWithin(ms: number, at: number, now: number): boolean {
  return Math.abs(now - at) < ms;
}
