import { NAME_BYTES } from "../../delayed-events/sizes.ts";
import { saysUnknown } from "../../widget-api/errors.ts";
import type { Reply, WidgetRequest } from "../../widget-api/message.ts";
import { SEND_EVENT_ACTION } from "../delayed-events/names.ts";

/**
 * Asks whether a host's library knows sticky events, which no API version says (matrix-widget-api up to 1.19), by an
 * event that nobody can send.
 *
 * A host that knows them misses their capability first. One that does not looks for a capability for the event's
 * type. A type so long is in no capability; and no homeserver takes it from a host that looks for none.
 */
export const PROBE = {
  action: SEND_EVENT_ACTION,
  data: { sticky_duration_ms: 0, type: "org.matrix.msc4407".padEnd(NAME_BYTES + 1, ".") },
};

/**
 * Reads a host's answer to the probe: "Missing capability for …sticky_event" (matrix-widget-api from 1.15 on), or
 * "Cannot send room events of this type". A host that the widget has told its capabilities before says the latter as
 * well, whatever it knows (`probedOnce`).
 */
export function isKnownBy({ response }: Reply<WidgetRequest>): boolean {
  const { message } = (response.error ?? {}) as { message?: unknown };
  return typeof message === "string" && /sticky/i.test(message) && !saysUnknown(message);
}
