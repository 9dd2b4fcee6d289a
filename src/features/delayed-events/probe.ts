import { saysUnknown } from "../../widget-api/errors.ts";
import type { Reply, WidgetRequest } from "../../widget-api/message.ts";
import { UPDATE_ACTIONS } from "./names.ts";

/**
 * The question whether a host's library knows delayed events: an update without a delay_id, which no host acts on.
 *
 * One that knows the action says that the delay_id is missing; one that does not says so. Nothing reaches the homeserver.
 */
export const PROBE = { action: UPDATE_ACTIONS[1], data: {} };

/** The action's name under any prefix, which a host may repeat without knowing it. */
const NAME = new RegExp(`[\\w.]*${UPDATE_ACTIONS[0]}`, "gi");

/**
 * What a host's answer to the probe says of it.
 *
 * Hosts that know the action find the delay_id missing (matrix-widget-api from 1.8.2, matrix-rust-sdk) or the capability.
 * Those that do not answer "Unknown or unsupported action: …" (up to 1.6), from 1.17 on "… from-widget action: …". Whatever
 * else a host may say is no promise to hold an event back, and counts as not knowing.
 */
export function isKnownBy({ response }: Reply<WidgetRequest>): boolean {
  const { message } = (response.error ?? {}) as { message?: unknown };
  if (typeof message !== "string" || saysUnknown(message)) return false;
  return /delay|capabilit/i.test(message.replace(NAME, ""));
}
