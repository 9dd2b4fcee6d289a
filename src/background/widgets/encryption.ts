import type { DelayedSend } from "../../delayed-events/delayed-event.ts";
import { isCallMembership } from "../../delayed-events/purpose.ts";
import { WidgetError } from "../../widget-api/errors.ts";
import type { Homeserver } from "../homeserver/homeserver.ts";
import type { Settings } from "../settings.ts";

/**
 * Refuses messages for encrypted rooms: they cannot be encrypted here, so the homeserver would hold and send them
 * unencrypted. State events are never encrypted, and every client sends the events that join and leave calls
 * unencrypted.
 * @throws WidgetError if the room is encrypted, unless the user has allowed it
 */
export async function requireClear(
  { type, stateKey }: DelayedSend,
  roomId: string,
  homeserver: Pick<Homeserver, "isEncrypted">,
  settings: Settings,
): Promise<void> {
  if (stateKey !== undefined || isCallMembership(type) || (await settings.unencrypted())) return;
  if (await homeserver.isEncrypted(roomId))
    throw new WidgetError("Cannot send delayed room events in an encrypted room: they cannot be encrypted");
}
