import { EVENT_BYTES, isTooLargeForEvent, isTooLongForName, NAME_BYTES } from "../delayed-events/sizes.ts";
import { WidgetError } from "../widget-api/errors.ts";
import { isObject } from "../widget-api/message.ts";
import type { Rights } from "./feature.ts";

/** An event that a widget wants sent. */
export interface EventToSend {
  roomId?: string;
  type: string;
  /** Absent for a message event; may be the empty string. */
  stateKey?: string;
  content: Record<string, unknown>;
  /** How long the event is sticky after it is sent, in milliseconds (MSC4407, MSC4354). */
  stickyDuration?: number;
}

/**
 * Reads the data of a `send_event`, and checks it against the widget's rights.
 * @param needs the capabilities, each by all its names, that the event needs besides the one for its type
 * @param check checks the rest of the data, after the widget's right to the event
 * @throws WidgetError in the reference host's order and wording (ClientWidgetApi.handleSendEvent); where the reference
 *   host leaves the refusal to its homeserver, the wording is similar
 */
export function readEvent(
  data: unknown,
  rights: Rights,
  needs: readonly (readonly string[])[],
  check = (_: Record<string, unknown>): void => {},
): EventToSend {
  const said = isObject(data) ? data : {};
  const { type, state_key, sticky_duration_ms } = said;
  // Any falsy value counts as left out: no room, or empty content.
  const [room_id, content] = [said.room_id || undefined, said.content || {}];
  if (typeof type !== "string" || type === "") throw new WidgetError("Invalid request - missing event type");
  if (room_id !== undefined && typeof room_id !== "string")
    throw new WidgetError("Invalid request - room_id must be a string");
  if (room_id !== undefined && !rights.canUseRoomTimeline(room_id))
    throw new WidgetError(`Unable to access room timeline: ${room_id}`);
  for (const names of needs)
    if (!rights.hasAny(names)) throw new WidgetError(`Missing capability for ${names[0]}`);
  if (state_key !== undefined && typeof state_key !== "string")
    throw new WidgetError("Invalid request - state_key must be a string");
  requireEvent(rights, type, state_key, content);
  if (state_key !== undefined && sticky_duration_ms !== undefined)
    throw new WidgetError("Cannot send a state event with a sticky duration");
  check(said);
  if (sticky_duration_ms && !isDuration(sticky_duration_ms))
    throw new WidgetError("Invalid request - sticky_duration_ms must be a whole number of milliseconds");
  const held = asJson(content);
  if (!isObject(held)) throw new WidgetError("Invalid request - event contents must be an object");
  requireSize({ type, state_key, room_id }, held);
  return {
    type,
    content: held,
    ...(room_id !== undefined && { roomId: room_id }),
    ...(state_key !== undefined && { stateKey: state_key }),
    // Zero requires the capability and is not sticky, as in the reference host.
    ...(isDuration(sticky_duration_ms) && { stickyDuration: sticky_duration_ms }),
  };
}

/**
 * Says whether a value is a duration above 0 in milliseconds. A number that is not a safe integer makes Synapse 1.157
 * and later answer 500.
 */
export function isDuration(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

/**
 * A message between windows can carry more than JSON, such as keys whose value is undefined. Stored unchanged, such
 * content would never equal the homeserver's copy.
 * @returns the content as the homeserver will have it; nothing if JSON cannot express it, as with a cycle or a BigInt
 */
function asJson(content: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(content));
  } catch {
    return undefined;
  }
}

function requireEvent(rights: Rights, type: string, stateKey: string | undefined, content: unknown): void {
  if (stateKey !== undefined) {
    if (rights.canSendStateEvent(type, stateKey)) return;
    throw new WidgetError("Cannot send state events of this type");
  }
  const msgtype = isObject(content) && typeof content.msgtype === "string" ? content.msgtype : null;
  if (!rights.canSendRoomEvent(type, msgtype)) throw new WidgetError("Cannot send room events of this type");
}

/**
 * The reference host leaves sizes to its homeserver, so they are checked last. A homeserver may accept an event that is
 * too large now and drop it when it is due; until then it would fill our storage.
 */
function requireSize(names: Record<string, string | undefined>, content: unknown): void {
  for (const [name, value] of Object.entries(names))
    if (value !== undefined && isTooLongForName(value))
      throw new WidgetError(`Invalid request - ${name} must be at most ${NAME_BYTES} bytes`);
  if (isTooLargeForEvent(content))
    throw new WidgetError(`Invalid request - event contents must be at most ${EVENT_BYTES} bytes`);
}
