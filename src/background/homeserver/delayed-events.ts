import { MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { Method } from "matrix-js-sdk/lib/http-api/method.js";
import { ClientPrefix } from "matrix-js-sdk/lib/http-api/prefix.js";
import * as v from "valibot";
import type { DelayedSend, UpdateAction } from "../../delayed-events/stand-in.ts";
import { pathOf, type Request } from "./request.ts";

const PREFIX = `${ClientPrefix.Unstable}/org.matrix.msc4140`;
const DELAY = "org.matrix.msc4140.delay";
const STICKY_DURATION = "org.matrix.msc4354.sticky_duration_ms";

const Scheduled = v.object({ delay_id: v.pipe(v.string(), v.minLength(1)) });

/** One of the homeserver's list, under the names up to Synapse 1.160 and those from 1.161 on. */
const Listed = v.pipe(
  v.object({
    delay_id: v.string(),
    room_id: v.string(),
    type: v.string(),
    state_key: v.optional(v.string()),
    content: v.record(v.string(), v.unknown()),
    delay: v.optional(v.number()),
    delay_ms: v.optional(v.number()),
    running_since: v.optional(v.number()),
    delayed_since_ts: v.optional(v.number()),
  }),
  v.transform((listed) => ({
    delayId: listed.delay_id,
    roomId: listed.room_id,
    type: listed.type,
    ...(listed.state_key !== undefined && { stateKey: listed.state_key }),
    content: listed.content,
    delay: listed.delay_ms ?? listed.delay ?? 0,
    since: listed.delayed_since_ts ?? listed.running_since ?? 0,
  })),
);
const DelayList = v.object({ delayed_events: v.array(Listed) });

/** A delayed event that the homeserver counts down: `delay` in milliseconds, `since` (epoch ms) its last (re)start. */
export type PendingEvent = v.InferOutput<typeof Listed>;

/** The homeserver took the request and gave no delay_id: it knows nothing of delays and sent the event at once. */
export class SentAtOnceError extends Error {
  override name = "SentAtOnceError";
}

/** Delayed events as a homeserver has them (MSC4140). */
export function delayedEventRequests(request: Request) {
  /**
   * Schedules an event (MSC4140), by the query parameter that every Synapse has.
   *
   * Whoever calls this has asked `supports` before: a homeserver that does not know the parameter sends the
   * event at once.
   * @param transactionId makes a repeated request for a message event harmless; a state event has no such guard
   * @returns the delay_id
   * @throws SentAtOnceError
   */
  async function schedule(roomId: string, event: DelayedSend, transactionId: string): Promise<string> {
    const { content, delay, stickyDuration } = event;
    const answer = await request(Method.Put, pathToSend(roomId, event, transactionId), {
      query: {
        [DELAY]: String(delay),
        ...(stickyDuration !== undefined && { [STICKY_DURATION]: String(stickyDuration) }),
      },
      body: content,
      within: 7_000,
    });
    const scheduled = v.safeParse(Scheduled, answer);
    if (!scheduled.success) throw new SentAtOnceError("The homeserver sent the event at once");
    return scheduled.output.delay_id;
  }

  /** Restarts, sends or cancels a delayed event: the action in the path, else, up to Synapse 1.142, in the body. */
  async function update(delayId: string, action: UpdateAction): Promise<void> {
    const path = pathOf("/delayed_events/$delayId", { $delayId: delayId });
    const options = { prefix: PREFIX, within: 1_500 };
    try {
      await request(Method.Post, `${path}/${action}`, { ...options, body: {} });
    } catch (error) {
      if (!(error instanceof MatrixError && error.errcode === "M_UNRECOGNIZED")) throw error;
      await request(Method.Post, path, { ...options, body: { action } });
    }
  }

  /** @returns what the homeserver counts down for this account; Synapse limits this question with the restarts */
  async function pendingEvents(): Promise<PendingEvent[]> {
    const answer = await request(Method.Get, "/delayed_events", { prefix: PREFIX, within: 1_500 });
    return v.parse(DelayList, answer).delayed_events;
  }

  return { schedule, update, pendingEvents };
}

/** A state event has no transaction id, and so no guard against being scheduled twice. */
function pathToSend(roomId: string, { type, stateKey }: DelayedSend, transactionId: string): string {
  const event = { $roomId: roomId, $type: type };
  return stateKey === undefined
    ? pathOf("/rooms/$roomId/send/$type/$transactionId", { ...event, $transactionId: transactionId })
    : pathOf("/rooms/$roomId/state/$type/$stateKey", { ...event, $stateKey: stateKey });
}
