import { text } from "../../src/browser/i18n.ts";
import type { DelayView } from "../../src/messaging/views/delays.ts";
import { Running } from "../running.tsx";
import { countdown } from "../times.ts";
import { useNow } from "../use-now.ts";

/** The times left with the longest words: a second less than a day, an hour and a minute (ms). */
const WIDEST = [86_399_000, 3_599_000, 59_000];

type Counted = Pick<DelayView, "dueAt" | "delay">;

/** The time left, counted down by the second. */
export function Countdown({ dueAt = 0, delay }: Counted) {
  const words = (left: number) => (left > 0 ? countdown(left, text("textLanguage")) : text("dueNow"));
  const longest = [0, ...WIDEST.map((left) => Math.min(left, delay))].map(words);
  return (
    <span class="countdown" data-testid="countdown">
      <Running words={(now) => words(dueAt - now)} longest={longest} />
    </span>
  );
}

/** The time left as a bar. It moves once a second: an animation would keep the browser drawing. */
export function CountdownBar({ dueAt = 0, delay }: Counted) {
  const share = Math.min(1, Math.max(0, (dueAt - useNow()) / delay)) || 0;
  return (
    <span class="bar" aria-hidden="true">
      <span style={{ inlineSize: `${(share * 100).toFixed(1)}%` }} />
    </span>
  );
}
