import * as v from "valibot";
import { asDuration, asTime, withinDates } from "../delayed-events/times.ts";

/**
 * A time from someone else's data (epoch ms). An invalid one counts as absent, and does not invalidate the fields
 * beside it.
 */
export const ToldTime = v.optional(v.pipe(v.unknown(), v.transform(asTime)));

/** A duration from someone else's data (ms), read in the same way. */
export const ToldDuration = v.optional(v.pipe(v.unknown(), v.transform(asDuration)));

/** One of our own stored times (epoch ms). Earlier versions stored times of any size, so they are limited when read. */
export const StoredTime = v.pipe(v.number(), v.transform(withinDates));
