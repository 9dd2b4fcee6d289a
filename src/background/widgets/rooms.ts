import { type Embedding, ownWidgetId, roomFromDom, roomFromPage } from "../../host-support/embedding.ts";
import { isRoomId } from "../../host-support/identifiers.ts";
import { originOfSrc, roomFromUrl } from "../../host-support/widget-address.ts";
import type { Homeserver } from "../homeserver/homeserver.ts";

/**
 * Finds the room of a widget whose request names none. It tries the sources from the surest to the weakest: the ids in
 * the client's DOM around the widget, the widget's URL, the rooms' own lists of widgets, the room that the client
 * shows. Clients differ in what an absent `room_id` means: in Element the room it shows, in Cinny, Sable and gomuks the
 * widget's own room. The widget's own room is the safer choice.
 *
 * The id in the widget's messages never decides the room: a sibling in another room may claim the same id. Only the
 * host's own id for this iframe does, from the URL's `widgetId` or the ids around it. The widget's own claim can only
 * make the room less clear.
 * @returns the room's id; nothing if no source is clear. In that case a host would fail, and so do we.
 */
export async function findRoom(
  widget: { id: string; origin: string },
  embedding: Embedding,
  homeserver: Pick<Homeserver, "widgetPlaces" | "roomByAlias">,
): Promise<string | undefined> {
  const id = ownWidgetId(embedding, widget.id);
  const named = (id && roomFromDom(embedding, id)) ?? roomFromUrl(embedding);
  if (named) return named;

  // Rooms list the URL that the host has put into the iframe, even if the widget has navigated since.
  const origin = originOfSrc(embedding) ?? widget.origin;
  const places = await homeserver.widgetPlaces(id ?? widget.id, origin);
  if (places === "account") return undefined;
  if (id && places.length === 1) return places[0];

  const page = roomFromPage(embedding);
  const shown = page === undefined || isRoomId(page) ? page : await homeserver.roomByAlias(page);
  // A widget that no room lists is a virtual one, such as Element Call: it runs in the room that is shown.
  return shown && (places.length === 0 || places.includes(shown)) ? shown : undefined;
}
