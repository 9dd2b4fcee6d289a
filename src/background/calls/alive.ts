import { isPending } from "../../delayed-events/delay.ts";
import { CALL_MEMBERSHIPS, isCallMembership } from "../../delayed-events/purpose.ts";
import { isWithin } from "../../delayed-events/times.ts";
import { roomFromDom, roomFromPage } from "../../host-support/embedding.ts";
import { isWidgetAddress, roomFromUrl } from "../../host-support/widget-address.ts";
import type { CallMembership } from "../../messaging/views/calls.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";
import type { PendingEvent } from "../homeserver/listed.ts";
import type { WidgetLoad } from "../widgets/widget-load.ts";

/** How long a call counts as alive after its last sign of life (ms): the widget may be about to schedule again. */
const JUST_ALIVE = 60_000;

/** Says whether the user joined a moment ago. `now` is epoch milliseconds. */
export function hasJustBegun({ since }: CallMembership, now: number): boolean {
  return since !== undefined && isWithin(JUST_ALIVE, since, now);
}

/**
 * Says whether a delay that was scheduled in this browser may still keep the user's call in that room alive: it is
 * pending, or was scheduled or restarted a moment ago. Even if the membership is another device's, the call is then
 * left alone.
 * @param now epoch milliseconds
 */
export function isHeldHere(
  { userId, room }: CallMembership,
  entries: readonly LedgerEntry[],
  now: number,
): boolean {
  return entries.some((entry) => {
    const { type, roomId, account, intendedAt, scheduledAt = 0, restartedAt = 0 } = entry;
    if (!isCallMembership(type) || roomId !== room.id || account.userId !== userId) return false;
    return (
      [intendedAt, scheduledAt, restartedAt].some((at) => isWithin(JUST_ALIVE, at, now)) ||
      isPending(entry, now)
    );
  });
}

/**
 * Says whether an event that ends this membership is pending at the homeserver, whoever scheduled it: somebody keeps
 * the call alive, or the homeserver is about to end it.
 */
export function isHeldThere({ room, stateKey }: CallMembership, pending: readonly PendingEvent[]): boolean {
  return pending.some(
    (each) => isCallMembership(each.type) && each.roomId === room.id && each.stateKey === stateKey,
  );
}

/**
 * Says whether another device may be in the call, for a homeserver that cannot say who keeps it alive: the membership
 * is not known to be this device's, and has not expired. A client that is in a call renews its membership in time.
 * @param now epoch milliseconds
 */
export function mayBeElsewhere({ from, expiresAt }: CallMembership, now: number): boolean {
  return from !== "here" && (expiresAt === undefined || expiresAt > now);
}

/**
 * Says whether a widget of the client may be in a room's call: it is open there, or acted a moment ago, and its client
 * has not denied it call memberships.
 * @param loads the widgets' loads in the client
 * @param frames the addresses of the frames in the client's tabs, as its pages wrote them
 * @param now epoch milliseconds
 */
export function hasLiveWidget(
  roomId: string,
  loads: readonly WidgetLoad[],
  frames: readonly string[],
  now: number,
): boolean {
  const isOpen = (load: WidgetLoad) =>
    isWithin(JUST_ALIVE, load.seenAt, now) || frames.some((src) => isFrameOf(load, src));
  if (loads.some((load) => mayCall(load) && isIn(load, roomId) && isOpen(load))) return true;
  return frames.some(
    (src) =>
      isWidgetAddress(src) &&
      roomFromUrl({ src }) === roomId &&
      !loads.some((load) => !mayCall(load) && isFrameOf(load, src)),
  );
}

/** Any sign counts, even a weak one: a live call must not be mistaken for one left behind. */
function isIn({ embedding, id }: WidgetLoad, roomId: string): boolean {
  return [roomFromDom(embedding, id), roomFromUrl(embedding), roomFromPage(embedding)].includes(roomId);
}

function mayCall({ approved }: WidgetLoad): boolean {
  return (
    !approved || approved.some((capability) => CALL_MEMBERSHIPS.some((type) => capability.includes(type)))
  );
}

function isFrameOf({ embedding: { src = "" } }: WidgetLoad, frame: string): boolean {
  return pageOf(src) !== undefined && pageOf(src) === pageOf(frame);
}

/** @returns an address without query and fragment: stored addresses may lack a token that was in there */
function pageOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { origin, pathname } = new URL(address);
  return origin + pathname;
}
