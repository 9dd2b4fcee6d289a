import { isObject } from "../widget-api/message.ts";

/**
 * Says whether a homeserver refuses because delayed events are off, whatever its `/versions` says (Synapse 1.116).
 */
export function isOff(response: unknown): boolean {
  if (!isObject(response)) return false;
  return response["org.matrix.msc4140.errcode"] === "M_MAX_DELAY_UNSUPPORTED";
}
