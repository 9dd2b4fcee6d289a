import { useEffect, useMemo, useState } from "preact/hooks";
import type { DelayView } from "../../src/messaging/views/delays.ts";
import { type Lists, listsOf, nextStateChange } from "./lists.ts";

/** The longest time that a browser's timer can wait (ms). */
const LONGEST = 2 ** 31 - 1;

/** The popup's lists. They are made again when a delay changes, and when the clock changes a displayed state. */
export function useLists(delays: DelayView[]): Lists & { now: number } {
  // Counts how often the clock has changed a displayed state, although no delay has changed.
  const [stateChanges, setStateChanges] = useState(0);
  const made = useMemo(() => {
    const now = Date.now();
    return { ...listsOf(delays, now), now, next: nextStateChange(delays, now) };
  }, [delays, stateChanges]);
  useEffect(() => {
    if (made.next === undefined) return;
    const timer = setTimeout(
      () => setStateChanges(stateChanges + 1),
      Math.min(LONGEST, made.next - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [made, stateChanges]);
  return made;
}
