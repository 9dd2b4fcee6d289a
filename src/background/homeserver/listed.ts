import * as v from "valibot";
import { NAME_BYTES } from "../../delayed-events/sizes.ts";
import { asTime } from "../../delayed-events/times.ts";
import { Content } from "../content.ts";
import { ToldDuration, ToldTime } from "../times.ts";
import type { HomeserverAnswer } from "./request.ts";

/** The longest delay_id that is taken: the proposal has no limit, and Synapse's have 24 characters. */
export const LONGEST_ID = 1_000;
/** What is listed may come to be written down, so its names are no longer than those of any event. */
const Name = v.pipe(v.string(), v.maxBytes(NAME_BYTES));

/** A delayed event, under the names up to Synapse 1.160, those from 1.161 on, and those of the draft in between. */
const Listed = v.pipe(
  v.object({
    delay_id: v.pipe(v.string(), v.maxLength(LONGEST_ID)),
    room_id: Name,
    type: Name,
    state_key: v.nullish(Name),
    content: Content,
    delay: ToldDuration,
    delay_ms: ToldDuration,
    running_since: ToldTime,
    delayed_since_ts: ToldTime,
    /** When it is due, in the draft of 2025. */
    scheduled_at: ToldTime,
  }),
  v.transform((listed) => {
    const delay = listed.delay_ms ?? listed.delay ?? 0;
    const { delayed_since_ts, running_since, scheduled_at } = listed;
    const begun = scheduled_at === undefined ? undefined : asTime(scheduled_at - delay);
    const since = delayed_since_ts ?? running_since ?? begun;
    return {
      delayId: listed.delay_id,
      roomId: listed.room_id,
      type: listed.type,
      ...(typeof listed.state_key === "string" && { stateKey: listed.state_key }),
      content: listed.content,
      delay,
      ...(since !== undefined && { since }),
    };
  }),
);

/**
 * A delayed event that the homeserver counts down: `delay` in ms, `since` the last (re)start, by the clock here (epoch ms). A
 * homeserver may say any number, or none: then `delay` is 0, and it is not known since when.
 */
export interface PendingEvent extends v.InferOutput<typeof Listed> {
  /**
   * The same as the homeserver has it, to the millisecond: it tells which of two in one list was first. By the clock here two may
   * be one, as nothing has begun after now and HTTP's `Date` knows seconds.
   */
  order?: number;
}

/** The list of today, and that of the draft of 2025; a homeserver that has nothing to list may leave it out. */
const List = v.object({
  delayed_events: v.optional(v.array(v.unknown())),
  scheduled: v.optional(v.array(v.unknown())),
});

const Ending = v.object({
  finalised_ts: v.optional(v.unknown()),
  event_id: v.nullish(v.string()),
  error: v.nullish(v.unknown()),
});
const Single = v.object({ finalised: v.nullish(Ending), ...Ending.entries });

/** How a delayed event has ended: in the room, or not at all. `at` is by the clock here (epoch ms). */
export interface Finalised {
  at?: number;
  eventId?: string;
  error?: string;
}

/** @returns those of the list that are delayed events */
export function readList({ body, here }: HomeserverAnswer): PendingEvent[] {
  const { delayed_events, scheduled } = v.parse(List, body);
  const read = (delayed_events ?? scheduled ?? []).map((each) => v.safeParse(Listed, each));
  return read.filter((each) => each.success).map(({ output }) => pending(output, here));
}

/** @returns one delayed event, as it is counted down or as it has ended */
export function readDelayed({ body, here }: HomeserverAnswer): {
  pending?: PendingEvent;
  finalised?: Finalised;
} {
  const { finalised, ...flat } = v.parse(Single, body);
  const ending = finalised ?? (flat.finalised_ts == null ? undefined : flat);
  if (!ending) return { pending: pending(v.parse(Listed, body), here) };
  const { finalised_ts, event_id, error } = ending;
  const at = asTime(finalised_ts);
  return {
    finalised: {
      ...(at !== undefined && { at: here(at) }),
      ...(event_id && { eventId: event_id }),
      ...(error != null && { error: describeError(error) }),
    },
  };
}

function pending(
  { since, ...event }: v.InferOutput<typeof Listed>,
  here: HomeserverAnswer["here"],
): PendingEvent {
  return { ...event, ...(since !== undefined && { since: here(since), order: since }) };
}

function describeError(error: unknown): string {
  const { errcode, error: words } = (typeof error === "object" ? error : {}) as Record<string, unknown>;
  return [errcode, words ?? (typeof error === "string" ? error : undefined)].filter(Boolean).join(": ");
}
