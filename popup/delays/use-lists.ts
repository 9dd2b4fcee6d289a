import { useEffect, useMemo, useState } from "preact/hooks";
import type { DelayView } from "../../src/messaging/views/delays.ts";
import { type Lists, listsOf, nextTurn } from "./lists.ts";

/** The longest time that a browser's timer can wait (ms). */
const LONGEST = 2 ** 31 - 1;

/** The popup's lists. They are made again when a delay changes, and when the clock changes a displayed state. */
export function useLists(delays: DelayView[]): Lists & { now: number } {
  const [turn, setTurn] = useState(0);
  // A turn: the clock has changed a displayed state, although no delay has changed.
  const made = useMemo(() => {
    const now = Date.now();
    return { ...listsOf(delays, now), now, next: nextTurn(delays, now) };
  }, [delays, turn]);
  useEffect(() => {
    if (made.next === undefined) return;
    const timer = setTimeout(() => setTurn(turn + 1), Math.min(LONGEST, made.next - Date.now()));
    return () => clearTimeout(timer);
  }, [made, turn]);
  return made;
}
