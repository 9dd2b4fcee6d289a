import { ClientEvent, type MatrixClient, type MatrixEvent, RoomStateEvent } from "matrix-js-sdk";
import type { ClientWidgetApi } from "./host-library.ts";
import { asWidgetEvent } from "./room-reader.ts";

/**
 * Gives the widget the room's events as they come by sync. Newer libraries are told the viewed room once and get
 * state changes apart; older ones are told the room with each event.
 * @param onRefused called with the widget's answer when it refuses an event
 * @returns a function that stops the feed
 */
export function feedWidget(
  api: ClientWidgetApi,
  client: MatrixClient,
  roomId: string,
  onRefused: (reason: unknown) => void,
): () => void {
  const knowsViewedRoom: boolean = "setViewedRoomId" in api;
  if (knowsViewedRoom) api.setViewedRoomId(roomId);

  const onEvent = (event: MatrixEvent) => {
    const raw = asWidgetEvent(event);
    (knowsViewedRoom ? api.feedEvent(raw) : api.feedEvent(raw, roomId)).catch(onRefused);
  };
  const onState = (event: MatrixEvent) => {
    if (knowsViewedRoom) api.feedStateUpdate(asWidgetEvent(event)).catch(onRefused);
  };
  client.on(ClientEvent.Event, onEvent);
  client.on(RoomStateEvent.Events, onState);
  return () => {
    client.off(ClientEvent.Event, onEvent);
    client.off(RoomStateEvent.Events, onState);
  };
}
