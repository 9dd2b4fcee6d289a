import type { MatrixClient, MatrixEvent } from "matrix-js-sdk";

/** The filter; `undefined` means "any". `limit` 0 means no limit; `since` is the id of the event to stop at. */
interface Wanted {
  type: string;
  msgtype?: string;
  stateKey?: string;
  limit: number;
  since?: string;
}

/** @returns the matching events of the room's live timeline, newest first, as widgets get them */
export function readTimeline(client: MatrixClient, roomId: string, wanted: Wanted) {
  const found: MatrixEvent[] = [];
  for (const event of [...(client.getRoom(roomId)?.getLiveTimeline().getEvents() ?? [])].reverse()) {
    if (wanted.limit > 0 && found.length >= wanted.limit) break;
    if (wanted.since !== undefined && event.getId() === wanted.since) break;
    if (event.getType() !== wanted.type) continue;
    if (wanted.msgtype !== undefined && event.getContent().msgtype !== wanted.msgtype) continue;
    if (wanted.stateKey !== undefined && event.getStateKey() !== wanted.stateKey) continue;
    found.push(event);
  }
  return found.map(asWidgetEvent);
}

/** @returns the room's current state events of a type, for one state key or for all */
export function readState(client: MatrixClient, roomId: string, type: string, stateKey?: string) {
  const state = client.getRoom(roomId)?.currentState;
  if (!state) return [];
  if (stateKey === undefined) return state.getStateEvents(type).map(asWidgetEvent);
  const event = state.getStateEvents(type, stateKey);
  return event ? [asWidgetEvent(event)] : [];
}

/** @returns the rooms of a request: its own list, all rooms for `*`, or else the widget's room */
export function roomsOf(client: MatrixClient, ownRoom: string, asked?: string[] | null): string[] {
  if (!asked) return [ownRoom];
  return asked.includes("*") ? knownRooms(client) : asked;
}

/** @returns the ids of all rooms that the user has joined */
export function knownRooms(client: MatrixClient): string[] {
  return client
    .getRooms()
    .filter((room) => room.getMyMembership() === "join")
    .map((room) => room.roomId);
}

/** @returns the event as the homeserver sent it, which is the widget API's shape */
export function asWidgetEvent(event: MatrixEvent) {
  return event.getEffectiveEvent() as never;
}
