import type { Outcome, Reason, Refusal } from "../../messaging/views/outcomes.ts";
import { hasEnded } from "../homeserver/dialect.ts";
import { isLimit, retryAfter } from "../homeserver/retry-after.ts";
import { PresetError } from "../preset.ts";
import { describe } from "./describe.ts";

/** A user's action was refused, for a reason the popup can explain. `at` is epoch milliseconds. */
export class RefusedError extends Error {
  override name = "RefusedError";

  constructor(
    message: string,
    readonly reason: Reason,
    readonly at?: number,
  ) {
    super(message);
  }
}

/**
 * Runs a task for the user and returns its outcome.
 * @param now epoch milliseconds
 */
export async function outcomeOf(task: () => Promise<void>, now: () => number): Promise<Outcome> {
  try {
    await task();
    return { ok: true };
  } catch (error) {
    return refusalFor(error, now());
  }
}

function refusalFor(error: unknown, now: number): Refusal {
  const refusal = { ok: false as const, error: describe(error) };
  if (error instanceof RefusedError) {
    const { reason, at } = error;
    return { ...refusal, reason, ...(at !== undefined && { at }) };
  }
  if (error instanceof PresetError) return { ...refusal, reason: "preset" };
  if (hasEnded(error)) return { ...refusal, reason: "gone" };
  if (isLimit(error)) return { ...refusal, reason: "limited", at: now + retryAfter(error) };
  return refusal;
}
