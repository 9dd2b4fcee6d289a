import { saysUnknown } from "../../widget-api/errors.ts";
import type { Reply, WidgetRequest } from "../../widget-api/message.ts";
import { UPDATE_ACTIONS } from "./names.ts";

/**
 * Finds out whether a host's library knows delayed events: an update without a delay_id, which no host acts on. A host
 * that knows the action reports that the delay_id is missing; any other reports an unknown action. Nothing reaches the
 * homeserver.
 */
export const PROBE = { action: UPDATE_ACTIONS[1], data: {} };

/** The action's name under any prefix: a host that does not know the action may repeat its name in the error. */
const NAME = new RegExp(`[\\w.]*${UPDATE_ACTIONS[0]}`, "gi");

/**
 * Reads a host's answer to the probe. Hosts that know the action complain that the delay_id (matrix-widget-api from
 * 1.8.2, matrix-rust-sdk) or the capability is missing. Hosts that do not know it answer "Unknown or unsupported
 * action: …" (up to 1.6), or from 1.17 on "… from-widget action: …". Any other answer does not promise to hold an event
 * back, and counts as not knowing.
 */
export function isKnownBy({ response }: Reply<WidgetRequest>): boolean {
  const { message } = (response.error ?? {}) as { message?: unknown };
  if (typeof message !== "string" || saysUnknown(message)) return false;
  return /delay|capabilit/i.test(message.replace(NAME, ""));
}
