import type { DelaysNow, DelayView } from "../../src/messaging/views/delays.ts";
import type { Overview } from "../../src/messaging/views/overview.ts";
import { withBeats } from "../client/beating.ts";
import type { PopupState } from "../state.ts";

type Lists = Pick<PopupState, "overview" | "elsewhere">;

/**
 * @param ids the delays that were requested; one that is missing from the answer no longer exists
 * @returns the lists with the current state of these delays. All others stay the same objects, so that their rows need
 *   not be drawn again
 */
export function mergedInto(
  { overview, elsewhere }: Lists,
  ids: readonly string[],
  now: DelaysNow,
): Partial<Lists> {
  // The first overview, still to come, will have them.
  if (!overview) return {};
  const asked = new Set(ids);
  const found = new Map(now.delays.map((delay) => [delay.id, delay]));
  const known = new Set<string>();
  const delays: DelayView[] = [];
  for (const delay of overview.delays) {
    known.add(delay.id);
    const current = asked.has(delay.id) ? found.get(delay.id) : delay;
    if (current) delays.push(current);
  }
  delays.push(...now.delays.filter(({ id }) => !known.has(id)));
  const { shortage: _, ...rest } = overview;
  const isGone = ({ id }: DelayView) => asked.has(id) && !found.has(id);
  return {
    overview: {
      ...rest,
      delays,
      ...(now.shortage && { shortage: now.shortage }),
      ...linesSince(overview, now.beats),
    },
    ...(elsewhere.some(isGone) && { elsewhere: elsewhere.filter((delay) => !isGone(delay)) }),
  };
}

function linesSince({ widgets, found }: Overview, beats: DelaysNow["beats"] = []): Pick<Overview, "widgets"> {
  return widgets && found ? { widgets: withBeats(widgets, found.origin, beats) } : {};
}

/** @returns the delays scheduled here and elsewhere; of one in both lists, the view from here */
export function allOf({ here, elsewhere }: { here: DelayView[]; elsewhere: DelayView[] }): DelayView[] {
  if (elsewhere.length === 0) return here;
  const known = new Set(here.map(({ id }) => id));
  return [...here, ...elsewhere.filter(({ id }) => !known.has(id))];
}
