import { text } from "../../src/browser/i18n.ts";
import type { DelayView } from "../../src/messaging/views/delays.ts";
import { countdown } from "../times.ts";
import { useNow } from "../use-now.ts";

type Counted = Pick<DelayView, "dueAt" | "delay">;

/** The time left, counted down by the second. */
export function Countdown({ dueAt = 0 }: Counted) {
  const left = dueAt - useNow();
  return (
    <span class="countdown" data-testid="countdown">
      {left > 0 ? countdown(left, text("textLanguage")) : text("dueNow")}
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
