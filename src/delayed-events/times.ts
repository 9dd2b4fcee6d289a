/**
 * The end of the year 9999 (epoch ms). Later times cannot be written in the usual date format, and no delayed event
 * has one.
 */
const LAST = 253_402_300_799_999;
/** The longest delay that a widget may ask for (ms). */
const LONGEST = Number.MAX_SAFE_INTEGER;

/** @returns a time from outside (epoch ms); nothing if no delayed event could have such a time */
export function asTime(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 && value <= LAST ? value : undefined;
}

/** @returns a duration from outside, in whole milliseconds; nothing if it is not a duration */
export function asDuration(value: unknown): number | undefined {
  return typeof value === "number" && value >= 0 ? Math.floor(Math.min(value, LONGEST)) : undefined;
}

/** @returns the nearest time that can be written as a date (epoch ms); 0 for what is not a number */
export function withinDates(time: number): number {
  return Math.min(Math.max(time || 0, 0), LAST);
}

/** @returns the time this many milliseconds after another (epoch ms), limited to what can be written as a date */
export function after(time: number, ms: number): number {
  return withinDates(time + ms);
}

/**
 * Converts a time of another clock to the local clock, by its age: the other clock may be wrong. The result is never
 * after now.
 * @param at by the other clock, which showed `clock` when the local one showed `now` (epoch ms, all three)
 */
export function inClockHere(at: number, clock: number, now: number): number {
  return withinDates(Math.min(now - (clock - at), now));
}

/**
 * Says whether two times are less than this many milliseconds apart, whichever is later. If the clock was set back, an
 * older time may seem to be the later one.
 */
export function isWithin(ms: number, at: number, now: number): boolean {
  return Math.abs(now - at) < ms;
}
