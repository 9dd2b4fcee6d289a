import { EventDirection, WidgetEventCapability } from "matrix-widget-api/lib/models/WidgetEventCapability.js";
import { splitCapabilities } from "../../features/capabilities.ts";
import type { Rights } from "../../features/feature.ts";
import { FEATURES } from "../../features/features.ts";
import { grantedOf, isLeftToHost, refusedOf, type Widget } from "./widget-load.ts";

const { Send } = EventDirection;
const TIMELINE = "org.matrix.msc2762.timeline:";

/**
 * Returns the rights that capabilities give, read with the reference host's own grammar.
 * @param capabilities those that the host has approved, and those hidden from the host that the user has granted
 * @param refused the hidden capabilities that the user has refused
 */
export function rightsFrom(capabilities: readonly string[], refused: readonly string[] = []): Rights {
  const held = new Set(capabilities);
  const events = WidgetEventCapability.findEventCapabilities(capabilities);
  return {
    canUseRoomTimeline: (roomId) => held.has(`${TIMELINE}*`) || held.has(TIMELINE + roomId),
    hasAny: (names) => names.some((name) => held.has(name)),
    hasRefused: (names) => names.some((name) => refused.includes(name)),
    canSendStateEvent: (type, stateKey) =>
      events.some((event) => event.matchesAsStateEvent(Send, type, stateKey)),
    canSendRoomEvent: (type, msgtype) =>
      events.some((event) => event.matchesAsRoomEvent(Send, type, msgtype)),
  };
}

/**
 * The rights of a widget whose host does not check them. If such a host approves capabilities of a feature that it does
 * not know, that is only a remembered dialog about raw names, so it does not count. Instead Postdate has asked the
 * user, and the answer holds for one account only.
 * @param userId the account for which the widget acts, if there is one
 */
export function rightsOf(widget: Widget, userId: string | undefined): Rights {
  const unknown = FEATURES.map(({ id }) => id).filter((id) => !isLeftToHost(widget, id));
  const approved = splitCapabilities(widget.approved ?? [], unknown).others;
  return rightsFrom([...approved, ...grantedOf(widget, userId)], refusedOf(widget, userId));
}

/**
 * The rights for a host that has checked the widget's rights itself, and found them sufficient, before its driver
 * failed.
 */
export const CHECKED_BY_HOST: Rights = {
  canUseRoomTimeline: () => true,
  hasAny: () => true,
  hasRefused: () => false,
  canSendStateEvent: () => true,
  canSendRoomEvent: () => true,
};
