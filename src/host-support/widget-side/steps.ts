import type { FromWidgetFrame } from "../between-frames.ts";
import type { Effect, Step, WidgetSide } from "./side.ts";

export function step(side: WidgetSide, ...effects: Effect[]): Step {
  return { side, keep: false, effects };
}

export function kept(step: Step): Step {
  return { ...step, keep: true };
}

/** These effects first, then those of the step. */
export function and(effects: Effect[], { side, keep, effects: next }: Step): Step {
  return { side, keep, effects: [...effects, ...next] };
}

/**
 * Posts to the host's window, for its page or the script there.
 * @param to the origin that may get it: a message with a secret is only for the origin that the background knows
 */
export function toHost({ host = "*" }: WidgetSide, message: FromWidgetFrame | object, to = host): Effect {
  return { do: "post", message, to };
}

/**
 * @returns a key for a delivered message. It includes `api`, since host and widget number their requests independently,
 *   and is a string, since an id that is an object becomes a new object each time it is posted
 */
export function keyOf({ api, requestId }: { api?: unknown; requestId?: unknown }): string {
  return `${api} ${requestId}`;
}

export function requestIdOf(message: object): unknown {
  return (message as { requestId?: unknown }).requestId;
}
