import { NAME_BYTES } from "../../delayed-events/sizes.ts";
import { saysUnknown } from "../../widget-api/errors.ts";
import type { Reply, WidgetRequest } from "../../widget-api/message.ts";
import { SEND_EVENT_ACTION } from "../delayed-events/names.ts";

/**
 * Finds out whether a host's library knows sticky events, which no API version shows (matrix-widget-api up to 1.19): an
 * event that nobody can send. A host that knows sticky events first reports that their capability is missing. Any other
 * looks for a capability for the event's type. No capability has a type this long, and no homeserver accepts it from a
 * host that checks no capabilities.
 */
export const PROBE = {
  action: SEND_EVENT_ACTION,
  data: { sticky_duration_ms: 0, type: "org.matrix.msc4407".padEnd(NAME_BYTES + 1, ".") },
};

/**
 * Reads a host's answer to the probe: "Missing capability for …sticky_event" (matrix-widget-api from 1.15 on), or
 * "Cannot send room events of this type". A host that has heard the widget's capabilities before gives the latter
 * answer too, whether it knows sticky events or not (`probedOnce`).
 */
export function isKnownBy({ response }: Reply<WidgetRequest>): boolean {
  const { message } = (response.error ?? {}) as { message?: unknown };
  return typeof message === "string" && /sticky/i.test(message) && !saysUnknown(message);
}
