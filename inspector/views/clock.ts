import { language } from "../../src/browser/i18n.ts";

const CLOCK: Intl.DateTimeFormatOptions = {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
  hourCycle: "h23",
};
const SECONDS: Intl.NumberFormatOptions = { minimumFractionDigits: 3, maximumFractionDigits: 3 };

/** A cache: making a format takes longer than drawing a row of the list may. */
const formats = new Map<string, { clock: Intl.DateTimeFormat; seconds: Intl.NumberFormat }>();

function formatsNow() {
  const written = language();
  const known = formats.get(written);
  if (known) return known;
  const made = {
    clock: new Intl.DateTimeFormat(written, CLOCK),
    seconds: new Intl.NumberFormat(written, SECONDS),
  };
  formats.set(written, made);
  return made;
}

/** The times of a file may count from its first message: no message was heard before this time (epoch ms). */
const EARLIEST = Date.UTC(2020, 0);

/**
 * @param at epoch milliseconds, or milliseconds since a file's first message
 * @returns the time of day, to the millisecond: "12:30:01.250"; or the time since the first message: "+1.250"
 */
export function preciseTime(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return "–";
  return at < EARLIEST ? relativeTime(at) : formatsNow().clock.format(date);
}

/** @param ms milliseconds; @returns the time in seconds relative to a start: "+1.250", "−0.040" */
export function relativeTime(ms: number): string {
  return `${ms < 0 ? "−" : "+"}${formatsNow().seconds.format(Math.abs(ms) / 1_000)}`;
}
