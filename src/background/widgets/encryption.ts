import type { DelayedSend } from "../../delayed-events/delayed-event.ts";
import { isCallMembership } from "../../delayed-events/purpose.ts";
import { WidgetError } from "../../widget-api/errors.ts";
import type { Homeserver } from "../homeserver/homeserver.ts";
import type { Settings } from "../settings.ts";

/**
 * A message for an encrypted room would lie at the homeserver, and be sent, unencrypted: it cannot be encrypted here. State
 * events are never encrypted, and the events by which calls are joined and left are sent in clear by every client.
 * @throws WidgetError where the room is encrypted, unless the user has allowed it
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
