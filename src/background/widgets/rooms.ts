import {
  type Embedding,
  isRoomId,
  originOfSrc,
  ownWidgetId,
  roomFromDom,
  roomFromPage,
  roomFromUrl,
} from "../../host-support/embedding.ts";
import type { Homeserver } from "../homeserver/homeserver.ts";

/**
 * Finds the room a widget belongs to when its request names none, from the surest sign to the weakest: the client's DOM
 * ids around the widget, the widget's URL, the rooms' own lists of widgets, the room that the client shows.
 *
 * Clients differ in what they take an absent `room_id` for: Element the room it shows, Cinny, Sable and gomuks the widget's
 * own. The widget's own is the safer one.
 *
 * Of the id that the widget says it has, no sign is followed to a room: a sibling has one like that, in another room. The host's
 * own word for this iframe is, its URL's `widgetId` or the ids around it. What the widget says can only make less clear.
 * @returns the room's id, or nothing when no sign is clear: a host that cannot tell fails, and so do we
 */
export async function findRoom(
  widget: { id: string; origin: string },
  embedding: Embedding,
  homeserver: Pick<Homeserver, "widgetPlaces" | "roomByAlias">,
): Promise<string | undefined> {
  const id = ownWidgetId(embedding, widget.id);
  const named = (id && roomFromDom(embedding, id)) ?? roomFromUrl(embedding);
  if (named) return named;

  // Rooms list what the host has placed in the iframe, wherever the widget has gone since.
  const origin = originOfSrc(embedding) ?? widget.origin;
  const places = await homeserver.widgetPlaces(id ?? widget.id, origin);
  if (places === "account") return undefined;
  if (id && places.length === 1) return places[0];

  const page = roomFromPage(embedding);
  const shown = page === undefined || isRoomId(page) ? page : await homeserver.roomByAlias(page);
  // A widget that the rooms do not list is a virtual one, as Element Call is: it runs in the room that is shown.
  return shown && (places.length === 0 || places.includes(shown)) ? shown : undefined;
}
