import type { WidgetResponse } from "../../widget-api/message.ts";
import { isObject } from "../../widget-api/message.ts";
import { LimitedMap } from "../limited-map.ts";
import { EncryptedRoomError } from "./encryption.ts";

/** The last answer to a widget: its request succeeded or failed. */
export interface LastAnswer {
  /** When it was answered (epoch ms), and how long that took (ms). */
  at: number;
  took: number;
  /** Absent if the request succeeded. */
  failure?: { error: string; isEncrypted: boolean };
  /** When the widget last restarted a delay before that (epoch ms), and the time between the last two restarts (ms). */
  restartedAt?: number;
  every?: number;
}

/** How many widgets' last answers are remembered. */
const REMEMBERED = 500;
/** Two restarts that are further apart than this are not a heartbeat (ms). */
const LONGEST_BEAT = 300_000;

/** A request and its result. */
interface FinishedRequest {
  /** The feature's id. */
  feature: string;
  isRestart: boolean;
  /** When the request was made (epoch ms). */
  since: number;
  response: WidgetResponse;
  /** The error that was thrown, if any. */
  error?: unknown;
}

/**
 * The last answer to each widget, by feature. It is only in the background's memory: nothing waits for it, and a
 * worker that has just started has none.
 * @param now epoch milliseconds
 * @param changed called at a widget's first answer, and whenever success turns into failure or the other way round
 */
export function createLastAnswers(now: () => number, changed: () => void = () => {}) {
  const lastAnswers = new LimitedMap<string, LastAnswer>(REMEMBERED);

  /** Notes the answer to the widget with this nonce. */
  function note(nonce: string, { feature, isRestart, since, response, error }: FinishedRequest): void {
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
      at,
      took: Math.max(0, at - since),
      ...(said !== undefined && { failure: { error: said, isEncrypted } }),
      ...(restartedAt !== undefined && { restartedAt }),
      ...(beat !== undefined && { every: beat }),
    });
    if (!before || (before.failure === undefined) !== (said === undefined)) changed();
  }

  /** @returns the last answer to the widget with this nonce about a feature */
  function of(nonce: string, feature: string): LastAnswer | undefined {
    return lastAnswers.get(`${feature} ${nonce}`);
  }

  /** Forgets all answers. */
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
