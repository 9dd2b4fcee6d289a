import browser from "webextension-polyfill";

const NAME = "look after delays";
/** Chromium's alarms ring no sooner than this: https://developer.chrome.com/docs/extensions/reference/api/alarms#method-create */
const SOONEST = 30_000;
/** Firefox's timers count milliseconds in 32 bits (nsITimer). An alarm that rings too early does no harm, and is set again (ms). */
const FURTHEST = 86_400_000;

let listening = () => {};
let timer: ReturnType<typeof setTimeout> | undefined;

/**
 * Rings at a time (epoch ms), in place of any time that was set before. What is too near for an alarm is a timer's affair; the
 * alarm is there should the browser stop the background meanwhile.
 */
export function setAlarm(at: number): void {
  clearTimeout(timer);
  const left = Math.min(at - Date.now(), FURTHEST);
  if (left < SOONEST) timer = setTimeout(() => listening(), left);
  // The polyfill's types do not know that it is a promise.
  void Promise.resolve(browser.alarms.create(NAME, { when: Date.now() + left })).catch(() => undefined);
}

/** Calls the listener when it rings. */
export function onAlarm(listener: () => void): void {
  listening = listener;
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name === NAME) listener();
  });
}
