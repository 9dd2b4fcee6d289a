import { setTimeout as pause } from "node:timers/promises";
import { ConnectionError } from "matrix-js-sdk/lib/http-api/errors.js";
import type { FetchHttpApi } from "matrix-js-sdk/lib/http-api/fetch.js";
import type { IHttpOpts } from "matrix-js-sdk/lib/http-api/interface.js";
import { Method } from "matrix-js-sdk/lib/http-api/method.js";

/** The part of matrix-js-sdk that talks to the homeserver. */
export type Http = FetchHttpApi<IHttpOpts>;

/** An event as the homeserver delivers it to a client. */
export interface RoomEvent {
  event_id: string;
  type: string;
  /** Only on state events; may be empty. */
  state_key?: string;
  sender: string;
  content: Record<string, unknown>;
  /** Epoch ms by the homeserver's clock. */
  origin_server_ts: number;
  /** For the sender of a delayed event, holds `org.matrix.msc4140.delay_id` (Synapse ≥ 1.150). */
  unsigned?: Record<string, unknown>;
}

/** A user's position at the homeserver: a `since` of /sync. */
export type Mark = string & { readonly mark: unique symbol };

interface SyncAnswer {
  next_batch: Mark;
  rooms?: { join?: Record<string, { timeline?: { events?: RoomEvent[] } }> };
}

const LONG_POLL_MS = 30_000;
/** How much longer than the long poll an answer may take before the homeserver counts as gone. */
const GRACE_MS = 20_000;
const RECONNECT_MS = 100;

/** @returns the current position of the user's /sync */
export async function markNow(http: Http): Promise<Mark> {
  return (await sync(http, { rooms: [] }, undefined, 0)).next_batch;
}

/**
 * Yields the events of a room's timeline as they arrive by /sync, oldest first, until the deadline. Continues after an
 * outage of the homeserver.
 * @param since the start; by default, the events already in the room (the last 1000) come first
 * @param deadline milliseconds since 1970
 * @throws ConnectionError when the homeserver is down at the deadline, so events may have been missed
 */
export async function* roomEvents(
  http: Http,
  { roomId, since, deadline }: { roomId: string; since?: Mark | undefined; deadline: number },
): AsyncGenerator<RoomEvent, void> {
  const rooms = [roomId];
  let answered = false;
  for (;;) {
    const left = deadline - Date.now();
    if (left <= 0 && answered) return;
    answered = false;
    try {
      const timeout = Math.max(0, Math.min(left, LONG_POLL_MS));
      const answer = await sync(http, { rooms }, since, timeout);
      yield* answer.rooms?.join?.[roomId]?.timeline?.events ?? [];
      since = answer.next_batch;
      answered = true;
    } catch (error) {
      if (!(error instanceof ConnectionError) || Date.now() > deadline) throw error;
      await pause(RECONNECT_MS);
    }
  }
}

function sync(
  http: Http,
  { rooms }: { rooms: string[] },
  since: Mark | undefined,
  timeout: number,
): Promise<SyncAnswer> {
  const none = { types: [] };
  const filter = {
    presence: none,
    account_data: none,
    room: { rooms, ephemeral: none, account_data: none, state: none, timeline: { limit: 1000 } },
  };
  const query = { filter: JSON.stringify(filter), timeout, set_presence: "offline", ...(since && { since }) };
  // Not localTimeoutMs: matrix-js-sdk never clears that timer, and it would keep this process from ending.
  const abortSignal = AbortSignal.timeout(timeout + GRACE_MS);
  return http.authedRequest(Method.Get, "/sync", query, undefined, { abortSignal });
}
