import * as v from "valibot";
import { Content } from "../content.ts";

/** A delayed event, under the names up to Synapse 1.160, those from 1.161 on, and those of the draft in between. */
const Listed = v.pipe(
  v.object({
    delay_id: v.string(),
    room_id: v.string(),
    type: v.string(),
    state_key: v.nullish(v.string()),
    content: Content,
    delay: v.optional(v.number()),
    delay_ms: v.optional(v.number()),
    running_since: v.optional(v.number()),
    delayed_since_ts: v.optional(v.number()),
    /** When it is due, in the draft of 2025. */
    scheduled_at: v.optional(v.number()),
  }),
  v.transform((listed) => {
    const delay = listed.delay_ms ?? listed.delay ?? 0;
    const since = listed.delayed_since_ts ?? listed.running_since ?? (listed.scheduled_at ?? delay) - delay;
    return {
      delayId: listed.delay_id,
      roomId: listed.room_id,
      type: listed.type,
      ...(typeof listed.state_key === "string" && { stateKey: listed.state_key }),
      content: listed.content,
      delay,
      since,
    };
  }),
);

/** A delayed event that the homeserver counts down: `delay` in ms, `since` by its clock (epoch ms) the last (re)start. */
export type PendingEvent = v.InferOutput<typeof Listed>;

/** The list of today, and that of the draft of 2025; a homeserver that has nothing to list may leave it out. */
const List = v.object({
  delayed_events: v.optional(v.array(v.unknown())),
  scheduled: v.optional(v.array(v.unknown())),
});

const Ending = v.object({
  finalised_ts: v.optional(v.number()),
  event_id: v.nullish(v.string()),
  error: v.nullish(v.unknown()),
});
const Single = v.object({ finalised: v.nullish(Ending), ...Ending.entries });

/** How a delayed event has ended: in the room, or not at all. `at` is by the homeserver's clock (epoch ms). */
export interface Finalised {
  at?: number;
  eventId?: string;
  error?: string;
}

/** @returns those of the list that are delayed events */
export function readList(body: unknown): PendingEvent[] {
  const { delayed_events, scheduled } = v.parse(List, body);
  const read = (delayed_events ?? scheduled ?? []).map((each) => v.safeParse(Listed, each));
  return read.filter((each) => each.success).map(({ output }) => output);
}

/** @returns one delayed event, as it is counted down or as it has ended */
export function readDelayed(body: unknown): { pending?: PendingEvent; finalised?: Finalised } {
  const { finalised, ...flat } = v.parse(Single, body);
  const ending = finalised ?? (flat.finalised_ts === undefined ? undefined : flat);
  if (!ending) return { pending: v.parse(Listed, body) };
  const { finalised_ts, event_id, error } = ending;
  return {
    finalised: {
      ...(finalised_ts !== undefined && { at: finalised_ts }),
      ...(event_id && { eventId: event_id }),
      ...(error != null && { error: describeError(error) }),
    },
  };
}

function describeError(error: unknown): string {
  const { errcode, error: words } = (typeof error === "object" ? error : {}) as Record<string, unknown>;
  return [errcode, words ?? (typeof error === "string" ? error : undefined)].filter(Boolean).join(": ");
}
