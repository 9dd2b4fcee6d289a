import * as v from "valibot";
import { isObject } from "../widget-api/message.ts";

/**
 * An event's content: a JSON object, kept exactly as received. valibot's `record` drops the keys `constructor`,
 * `prototype` and `__proto__`; the stored content would then no longer equal the homeserver's.
 */
export const Content = v.custom<Record<string, unknown>>(isObject);
