import * as v from "valibot";
import { asDuration, asTime, withinDates } from "../delayed-events/times.ts";

/** A time that somebody else tells (epoch ms). What is none counts as not told, and costs nothing of what stands beside it. */
export const ToldTime = v.optional(v.pipe(v.unknown(), v.transform(asTime)));

/** A duration that somebody else tells (ms), in the same way. */
export const ToldDuration = v.optional(v.pipe(v.unknown(), v.transform(asDuration)));

/** A time of our own in storage (epoch ms). One that was written before times were bounded is bounded now. */
export const StoredTime = v.pipe(v.number(), v.transform(withinDates));
