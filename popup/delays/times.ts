import { withinDates } from "../../src/delayed-events/times.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const TIME: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit", second: "2-digit" };

type Unit = "day" | "hour" | "minute" | "second";

/**
 * The time left. A second that has begun counts as a whole one, so 0 is shown only when nothing is left.
 * @param ms milliseconds; below 0 is 0
 * @returns at most two units, three below a day: "7s", "4m 05s", "1h 02m 03s", "2d 3h"
 */
export function countdown(ms: number, language: string): string {
  return duration(Math.ceil(Math.max(0, ms) / SECOND) * SECOND, language);
}

/**
 * @param ms milliseconds, from 0
 * @returns the same as for a countdown, but rounded down to whole seconds
 */
export function duration(ms: number, language: string): string {
  const days = Math.floor(ms / DAY);
  const hours = Math.floor((ms % DAY) / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  const seconds = Math.floor((ms % MINUTE) / SECOND);
  const unit = (value: number, name: Unit, digits = 1) =>
    new Intl.NumberFormat(language, {
      style: "unit",
      unit: name,
      unitDisplay: "narrow",
      minimumIntegerDigits: digits,
    }).format(value);
  if (days > 0) return `${unit(days, "day")} ${unit(hours, "hour")}`;
  if (hours > 0) return `${unit(hours, "hour")} ${unit(minutes, "minute", 2)} ${unit(seconds, "second", 2)}`;
  if (minutes > 0) return `${unit(minutes, "minute")} ${unit(seconds, "second", 2)}`;
  return unit(seconds, "second");
}

/**
 * How long ago something was, in its largest whole unit.
 * @param ms milliseconds; below 0, as happens when two clocks differ, is 0
 * @returns "3s ago", "2m ago"; nothing within the first second
 */
export function ago(ms: number, language: string): string | undefined {
  const [size, unit] = unitFor(ms);
  const count = Math.floor(Math.min(ms / size, Number.MAX_SAFE_INTEGER));
  if (!(count >= 1)) return undefined;
  return new Intl.RelativeTimeFormat(language, { style: "narrow" }).format(-count, unit);
}

/**
 * The time of day, to the second; with the date if it is not that of `now`.
 * @param at epoch milliseconds, as is `now`
 * @param locale the browser's own if there is none
 */
export function clockTime(at: number, now: number, locale?: string): string {
  const [date, today] = [dateOf(at), dateOf(now)];
  const sameDay = date.toDateString() === today.toDateString();
  return new Intl.DateTimeFormat(locale, sameDay ? TIME : { ...TIME, month: "short", day: "numeric" }).format(
    date,
  );
}

/**
 * @param at epoch milliseconds
 * @returns the date, or the nearest valid one: formatting an invalid date throws in a view, and takes the list with
 *   it
 */
export function dateOf(at: number): Date {
  return new Date(withinDates(at));
}

function unitFor(ms: number): [number, Unit] {
  if (ms >= DAY) return [DAY, "day"];
  if (ms >= HOUR) return [HOUR, "hour"];
  return ms >= MINUTE ? [MINUTE, "minute"] : [SECOND, "second"];
}
