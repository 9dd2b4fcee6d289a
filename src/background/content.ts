import * as v from "valibot";
import { isObject } from "../widget-api/message.ts";

/**
 * What an event says: an object of JSON, kept as it came. valibot's `record` leaves out the keys `constructor`, `prototype` and
 * `__proto__`, and what is written down would no longer equal what the homeserver holds.
 */
export const Content = v.custom<Record<string, unknown>>(isObject);
