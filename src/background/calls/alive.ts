import { isPending } from "../../delayed-events/delay.ts";
import { CALL_MEMBERSHIPS, isCallMembership } from "../../delayed-events/purpose.ts";
import { isWithin } from "../../delayed-events/times.ts";
import { roomFromDom, roomFromPage } from "../../host-support/embedding.ts";
import { isWidgetAddress, roomFromUrl } from "../../host-support/widget-address.ts";
import type { CallMembership } from "../../messaging/views/calls.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";
import type { PendingEvent } from "../homeserver/listed.ts";
import type { WidgetLoad } from "../widgets/widget-load.ts";

/** How long a call counts as alive after its last sign of life (ms): its widget may be about to schedule again. */
const JUST_ALIVE = 60_000;

/** Says whether the user joined a moment ago. `now` is epoch milliseconds. */
export function hasJustBegun({ since }: CallMembership, now: number): boolean {
  return since !== undefined && isWithin(JUST_ALIVE, since, now);
}

/**
 * Says whether a delay that was scheduled in this browser may still hold the user's call in that room: it is pending,
 * or was scheduled or restarted a moment ago. It may be another device's; then nothing in this room is touched either.
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
 * Says whether the homeserver holds an event that ends this membership, whoever scheduled it: somebody keeps the call
 * alive, or the homeserver is about to end it.
 */
export function isHeldThere({ room, stateKey }: CallMembership, pending: readonly PendingEvent[]): boolean {
  return pending.some(
    (each) => isCallMembership(each.type) && each.roomId === room.id && each.stateKey === stateKey,
  );
}

/**
 * Says whether another device may be in the call, where no homeserver can be asked who keeps it alive: the membership
 * is not known to be this device's, and has not run out. A client that is in a call puts its end off in time.
 * @param now epoch milliseconds
 */
export function mayBeElsewhere({ from, expiresAt }: CallMembership, now: number): boolean {
  return from !== "here" && (expiresAt === undefined || expiresAt > now);
}

/**
 * Says whether a widget of the client may be in the call of a room: one that is open there, or acted a moment ago, and
 * whose client has not refused it call memberships.
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

/** Any sign counts: nothing may be taken for left behind because one of them is weak. */
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

/** @returns an address without its query and fragment, in which a token may have been left out */
function pageOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { origin, pathname } = new URL(address);
  return origin + pathname;
}
