import * as v from "valibot";
import { NAME_BYTES } from "../../delayed-events/sizes.ts";
import { asTime } from "../../delayed-events/times.ts";
import { Content } from "../content.ts";
import { ToldDuration, ToldTime } from "../times.ts";
import type { HomeserverAnswer } from "./request.ts";

/** The longest delay_id that is accepted. The proposal has no limit; Synapse's have 24 characters. */
export const LONGEST_ID = 1_000;
/** A listed event may be stored, so its names must be no longer than those of any event. */
const Name = v.pipe(v.string(), v.maxBytes(NAME_BYTES));

/**
 * A delayed event, with the field names up to Synapse 1.160, those from 1.161 on, and those of the draft in between.
 */
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
 * A delayed event that is pending at the homeserver. `delay` is in ms; `since` is its last (re)start by the local
 * clock (epoch ms). A homeserver may give any number, or none: then `delay` is 0 and `since` absent.
 */
export interface PendingEvent extends v.InferOutput<typeof Listed> {
  /**
   * `since` as the homeserver gives it, to the millisecond. It tells which of two events in one list came first. By
   * the local clock the two may be equal, since no start lies after now and HTTP's `Date` has whole seconds.
   */
  order?: number;
}

/** Today's list, and that of the 2025 draft. A homeserver that has nothing to list may leave it out. */
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

/** How a delayed event ended: in the room, or not sent at all. `at` is by the local clock (epoch ms). */
export interface Finalised {
  at?: number;
  eventId?: string;
  error?: string;
}

/** @returns the entries of the list that are delayed events */
export function readList({ body, here }: HomeserverAnswer): PendingEvent[] {
  const { delayed_events, scheduled } = v.parse(List, body);
  const read = (delayed_events ?? scheduled ?? []).map((each) => v.safeParse(Listed, each));
  return read.filter((each) => each.success).map(({ output }) => pending(output, here));
}

/** @returns one delayed event, as pending or as it ended */
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
