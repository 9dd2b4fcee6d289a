import { EventKind, WidgetEventCapability } from "matrix-widget-api/lib/models/WidgetEventCapability.js";
import { SEND_CAPABILITIES, UPDATE_CAPABILITIES } from "../../src/features/delayed-events/names.ts";
import { SEND_STICKY_CAPABILITIES } from "../../src/features/sticky-events/names.ts";

/** A capability for events of a type. */
export interface EventCapability {
  kind: "message" | "state" | "to-device" | "account-data";
  direction: "send" | "receive";
  type: string;
  /** A state key, or a msgtype; null for any. */
  key: string | null;
}

const KINDS = {
  [EventKind.Event]: "message",
  [EventKind.State]: "state",
  [EventKind.ToDevice]: "to-device",
  [EventKind.RoomAccount]: "account-data",
} as const;

const TIMELINES = ["org.matrix.msc2762.timeline:", "m.timeline:"];

/** The stable names of MSC2762 and MSC3819; all code uses the unstable ones. */
const STABLE = /^m\.(send|receive)\.(event|state_event|to_device):/;

/** Capabilities with several names. Each name grants the same right if the host knows it. */
const NAMES: readonly (readonly string[])[] = [
  SEND_CAPABILITIES,
  UPDATE_CAPABILITIES,
  SEND_STICKY_CAPABILITIES,
];

/** @returns a capability for events, parsed with the reference host's grammar; nothing if it is not for events */
export function eventsIn(capability: string): EventCapability | undefined {
  const [event] = WidgetEventCapability.findEventCapabilities([unstable(capability)]);
  if (!event) return undefined;
  const { kind, direction, eventType, keyStr } = event;
  return { kind: KINDS[kind], direction, type: eventType, key: keyStr };
}

/** @returns the room whose timeline a capability opens, "*" for all rooms; nothing if it opens none */
export function roomIn(capability: string): string | undefined {
  const prefix = TIMELINES.find((each) => capability.startsWith(each));
  return prefix && capability.slice(prefix.length);
}

/** @returns all names of the capability, including this one */
export function namesOf(capability: string): readonly string[] {
  return NAMES.find((names) => names.includes(capability)) ?? [capability];
}

/** Says whether one capability includes another, by the reference host's grammar. */
export function isEnough(held: string, needed: string): boolean {
  if (held === needed) return true;
  if (roomIn(needed) !== undefined) return held === `${TIMELINES[0]}*`;
  const [has, needs] = [eventsIn(held), eventsIn(needed)];
  if (!has || !needs || STABLE.test(held)) return false;
  const isAlike = has.kind === needs.kind && has.direction === needs.direction && has.type === needs.type;
  if (!isAlike) return false;
  return (
    has.key === null || has.key === needs.key || (has.kind === "message" && has.type !== "m.room.message")
  );
}

function unstable(capability: string): string {
  return capability.replace(STABLE, (_, direction: string, kind: string) => {
    const proposal = kind === "to_device" ? "msc3819" : "msc2762";
    return `org.matrix.${proposal}.${direction}.${kind}:`;
  });
}
