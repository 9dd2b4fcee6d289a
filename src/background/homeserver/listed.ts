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

/** A time in the list. 0 counts as absent: some languages write it for a missing value. */
const Since = v.pipe(
  ToldTime,
  v.transform((at) => at || undefined),
);

/**
 * A delayed event, with the field names of Synapse up to 1.160, of Synapse from 1.161 on, and of the draft in between.
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
    running_since: v.optional(Since),
    delayed_since_ts: v.optional(Since),
    /** When it was scheduled or last restarted, in the draft of June 2026. */
    scheduled_at: v.optional(Since),
  }),
  v.transform((listed) => {
    const delay = listed.delay_ms ?? listed.delay ?? 0;
    const since = listed.delayed_since_ts ?? listed.running_since ?? listed.scheduled_at;
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
   * `since` as the homeserver gives it, to the millisecond. It shows which of two events in one list came first. By the
   * local clock the two may be equal, since starts in the future count as now and HTTP's `Date` has whole seconds.
   */
  order?: number;
}

/** Today's list, and that of the 2025 draft. A homeserver that has nothing to list may leave it out, or say `null`. */
const List = v.object({
  delayed_events: v.nullish(v.array(v.unknown())),
  scheduled: v.nullish(v.array(v.unknown())),
});

const Ending = v.object({
  finalised_ts: v.optional(v.unknown()),
  finalized_ts: v.optional(v.unknown()),
  event_id: v.fallback(v.nullish(v.string()), undefined),
  error: v.optional(v.unknown()),
  status: v.optional(v.unknown()),
  /** What js-sdk calls the status of an ending. */
  outcome: v.optional(v.unknown()),
});
const Single = v.object({
  finalised: v.optional(v.unknown()),
  finalized: v.optional(v.unknown()),
  ...Ending.entries,
});
/**
 * The statuses of delayed events that have ended, in drafts (`finalised`), ruma (`send`, `cancel`, `error`) and
 * English.
 */
const SENT = /^sen[dt]$/i;
const ENDED = /^(finali[sz]ed|sen[dt]|cancel(l?ed)?|error(ed)?|failed|dropped)$/i;

/** How a delayed event ended: sent to the room (`isSent`), or not at all. `at` is by the local clock (epoch ms). */
export interface Finalised {
  at?: number;
  isSent?: true;
  error?: string;
}

/** @returns the delayed events in the list that have not ended; some lists keep ended ones for a while */
export function readList({ body, here }: HomeserverAnswer): PendingEvent[] {
  const { delayed_events, scheduled } = v.parse(List, body);
  const alive = (delayed_events ?? scheduled ?? []).filter((each) => !endingOf(each));
  const read = alive.map((each) => v.safeParse(Listed, each));
  return read.filter((each) => each.success).map(({ output }) => pending(output, here));
}

/** @returns one delayed event, pending or finished */
export function readDelayed({ body, here }: HomeserverAnswer): {
  pending?: PendingEvent;
  finalised?: Finalised;
} {
  const ending = endingOf(v.parse(v.looseObject({}), body));
  if (!ending) return { pending: pending(v.parse(Listed, body), here) };
  const { finalised_ts, finalized_ts, event_id, error, status, outcome } = ending;
  const at = asTime(finalised_ts ?? finalized_ts);
  const saysSent = [status, outcome].some((one) => SENT.test(String(one)));
  return {
    finalised: {
      ...(at !== undefined && { at: here(at) }),
      ...((event_id || (saysSent && error == null)) && { isSent: true }),
      ...(error != null && { error: describeError(error) }),
    },
  };
}

/** @returns how a delayed event has ended, from any of the shapes; nothing if it has not */
function endingOf(event: unknown): v.InferOutput<typeof Ending> | undefined {
  const { success, output } = v.safeParse(Single, event);
  if (!success) return undefined;
  const { finalised, finalized, ...flat } = output;
  const own = finalised || finalized;
  if (own) return { status: flat.status, ...(v.is(Ending, own) && v.parse(Ending, own)) };
  const statuses = [flat.status, flat.outcome].map(String);
  const hasEnded =
    (flat.finalised_ts ?? flat.finalized_ts) != null || statuses.some((one) => ENDED.test(one));
  return hasEnded ? flat : undefined;
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
