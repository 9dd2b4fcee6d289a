import { withinDates } from "../src/delayed-events/times.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const TIME: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit", second: "2-digit" };

type Unit = "day" | "hour" | "minute" | "second";
const DAY_OF_YEAR: Intl.DateTimeFormatOptions = { month: "short", day: "numeric" };

const formats = new Map<string, Intl.NumberFormat | Intl.RelativeTimeFormat | Intl.DateTimeFormat>();

/** Caches a format: making one takes far longer than using it, and each countdown uses some every second. */
function formatFor<Format extends Intl.NumberFormat | Intl.RelativeTimeFormat | Intl.DateTimeFormat>(
  name: string,
  make: () => Format,
): Format {
  const format = formats.get(name) ?? make();
  formats.set(name, format);
  return format as Format;
}

/**
 * The time left. A started second counts as a whole one, so 0 is shown only when nothing is left.
 * @param ms milliseconds; below 0 is 0
 * @returns at most two units: "7s", "4m 05s", "1h 02m", "2d 3h"
 */
export function countdown(ms: number, language: string): string {
  return unitsOf(Math.ceil(Math.max(0, ms) / SECOND) * SECOND, language, "narrow").join(" ");
}

/** @returns the units one by one: in some languages each contains a space */
function unitsOf(ms: number, language: string, unitDisplay: "narrow" | "short"): string[] {
  const days = Math.floor(ms / DAY);
  const hours = Math.floor((ms % DAY) / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  const seconds = Math.floor((ms % MINUTE) / SECOND);
  const unit = (value: number, name: Unit, digits = 1) =>
    formatFor(
      `${language} ${unitDisplay} ${name} ${digits}`,
      () =>
        new Intl.NumberFormat(language, {
          style: "unit",
          unit: name,
          unitDisplay,
          minimumIntegerDigits: digits,
        }),
    ).format(value);
  if (days > 0) return [unit(days, "day"), unit(hours, "hour")];
  if (hours > 0) return [unit(hours, "hour"), unit(minutes, "minute", 2)];
  if (minutes > 0) return [unit(minutes, "minute"), unit(seconds, "second", 2)];
  return [unit(seconds, "second")];
}

/**
 * @param ms milliseconds, from 0; rounded down to whole seconds
 * @returns all units that are not 0: "3 hr", "1 min 30 sec"
 */
export function shortDuration(ms: number, language: string): string {
  const seconds = Math.floor(ms / SECOND) * SECOND;
  const [size] = unitFor(seconds);
  const rest = seconds % size;
  const whole = unitsOf(seconds - rest, language, "short")[0] ?? "";
  return rest === 0 || size === SECOND ? whole : `${whole} ${shortDuration(rest, language)}`;
}

/**
 * How long ago something was, in its largest whole unit.
 * @param ms milliseconds; a negative time, as when two clocks differ, counts as 0
 * @returns "3 sec. ago", "2 min. ago"; nothing within the first second
 */
export function ago(ms: number, language: string): string | undefined {
  const [size, unit] = unitFor(ms);
  const count = Math.floor(Math.min(ms / size, Number.MAX_SAFE_INTEGER));
  if (!(count >= 1)) return undefined;
  // In some languages the narrow style is a negative number ("-3 s"), in others "m" for minutes.
  const make = () => new Intl.RelativeTimeFormat(language, { style: "short" });
  return formatFor(`${language} ago`, make).format(-count, unit);
}

/**
 * The time of day, to the second; with the date if that differs from `now`'s.
 * @param at epoch milliseconds, like `now`
 */
export function clockTime(at: number, now: number, locale: string): string {
  const [date, today] = [dateOf(at), dateOf(now)];
  const sameDay = date.toDateString() === today.toDateString();
  const make = () => new Intl.DateTimeFormat(locale, sameDay ? TIME : { ...TIME, ...DAY_OF_YEAR });
  return formatFor(`${locale} time ${sameDay}`, make).format(date);
}

/**
 * The time of day without seconds, for a row; the date instead if that differs from `now`'s.
 * @param at epoch milliseconds, like `now`
 */
export function shortTime(at: number, now: number, locale: string): string {
  const [date, today] = [dateOf(at), dateOf(now)];
  const sameDay = date.toDateString() === today.toDateString();
  const options: Intl.DateTimeFormatOptions = sameDay ? { hour: "numeric", minute: "2-digit" } : DAY_OF_YEAR;
  return formatFor(`${locale} short ${sameDay}`, () => new Intl.DateTimeFormat(locale, options)).format(date);
}

/**
 * @param at epoch milliseconds
 * @returns the date, or the nearest valid one: formatting an invalid date would throw, and break the whole list
 */
export function dateOf(at: number): Date {
  return new Date(withinDates(at));
}

function unitFor(ms: number): [number, Unit] {
  if (ms >= DAY) return [DAY, "day"];
  if (ms >= HOUR) return [HOUR, "hour"];
  return ms >= MINUTE ? [MINUTE, "minute"] : [SECOND, "second"];
}
