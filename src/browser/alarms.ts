import browser from "webextension-polyfill";

const NAME = "look after delays";
/**
 * Chromium's alarms fire no sooner than this (ms):
 * https://developer.chrome.com/docs/extensions/reference/api/alarms#method-create
 */
const SOONEST = 30_000;
/**
 * The furthest that an alarm is set (ms): Firefox's timers count milliseconds in 32 bits (nsITimer). An alarm that
 * fires too early does no harm, and is set again.
 */
const FURTHEST = 86_400_000;

let listening = () => {};
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Sets the alarm to a time (epoch ms), replacing any earlier setting. A time too near for an alarm gets a timer; the
 * alarm is still set in case the browser stops the background in the meantime.
 */
export function setAlarm(at: number): void {
  clearTimeout(timer);
  const left = Math.min(at - Date.now(), FURTHEST);
  if (left < SOONEST) timer = setTimeout(() => listening(), left);
  // The polyfill's types do not say that this is a promise.
  void Promise.resolve(browser.alarms.create(NAME, { when: Date.now() + left })).catch(() => undefined);
}

/** Calls the listener when the alarm fires. */
export function onAlarm(listener: () => void): void {
  listening = listener;
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name === NAME) listener();
  });
}
