import type { WidgetResponse } from "../../widget-api/message.ts";
import { isObject } from "../../widget-api/message.ts";
import { LimitedMap } from "../limited-map.ts";
import { EncryptedRoomError } from "./encryption.ts";

/** The last answer to a widget: something was done for it, or failed. */
export interface LastAnswer {
  /** When it was answered (epoch ms), and how long that took (ms). */
  at: number;
  took: number;
  /** Absent if it was done. */
  failure?: { error: string; isEncrypted: boolean };
  /** When it last restarted a delay before that (epoch ms), and how far apart the last two restarts were (ms). */
  restartedAt?: number;
  every?: number;
}

/** How many widgets' last answers are remembered. */
const REMEMBERED = 500;
/** Two restarts that are further apart belong to no heartbeat (ms). */
const LONGEST_BEAT = 300_000;

/** What was asked, and what came of it. */
interface Answered {
  /** The feature's id. */
  feature: string;
  isRestart: boolean;
  /** When it was asked (epoch ms). */
  since: number;
  response: WidgetResponse;
  /** What was thrown. */
  error?: unknown;
}

/**
 * The last answer to each widget, by feature. It is in the worker's memory alone: nothing waits for it, and a worker that
 * has just started knows none.
 * @param now epoch milliseconds
 * @param changed called at a widget's first answer, and when one fails where the last did not, or the other way round
 */
export function createLastAnswers(now: () => number, changed: () => void = () => {}) {
  const lastAnswers = new LimitedMap<string, LastAnswer>(REMEMBERED);

  /** Notes what a widget, by its nonce, was answered. */
  function note(nonce: string, { feature, isRestart, since, response, error }: Answered): void {
    const key = `${feature} ${nonce}`;
    const before = lastAnswers.get(key);
    const at = now();
    const every = before?.restartedAt === undefined ? undefined : at - before.restartedAt;
    const said = errorIn(response);
    const isEncrypted = error instanceof EncryptedRoomError;
    const isBeat = isRestart && every !== undefined && every > 0 && every < LONGEST_BEAT;
    const beat = isBeat ? every : before?.every;
    const restartedAt = isRestart ? at : before?.restartedAt;
    lastAnswers.set(key, {
      ...{ at, took: Math.max(0, at - since) },
      ...(said !== undefined && { failure: { error: said, isEncrypted } }),
      ...(restartedAt !== undefined && { restartedAt }),
      ...(beat !== undefined && { every: beat }),
    });
    if (!before || (before.failure === undefined) !== (said === undefined)) changed();
  }

  /** @returns the last answer about a feature to the widget with this nonce */
  function of(nonce: string, feature: string): LastAnswer | undefined {
    return lastAnswers.get(`${feature} ${nonce}`);
  }

  /** Forgets all of it. */
  function forget(): void {
    lastAnswers.clear();
  }

  return { note, of, forget };
}

export type LastAnswers = ReturnType<typeof createLastAnswers>;

function errorIn(response: WidgetResponse): string | undefined {
  const { error } = response as { error?: unknown };
  if (!isObject(error)) return undefined;
  return typeof error.message === "string" ? error.message : "";
}
