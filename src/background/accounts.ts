import {
  accountFromUrl,
  isRoomId,
  roomFromDom,
  roomFromPage,
  roomFromUrl,
} from "../host-support/whereabouts.ts";
import type { Homeserver } from "./homeserver/homeserver.ts";
import type { KnownSession, Sessions } from "./sessions.ts";
import type { Widget } from "./widgets.ts";

/**
 * Finds the session that a widget belongs to: of the account that its URL names, else of the only one that its client's pages
 * speak for, else of the only one that is in its room. Where that is not clear there is none: never a guess.
 */
export function createAccounts(
  sessions: Sessions,
  connect: (session: KnownSession) => Pick<Homeserver, "isJoined">,
) {
  /** @param roomId the room that the widget's request names, if it names one */
  return async function sessionOf(widget: Widget, roomId?: string): Promise<KnownSession | undefined> {
    const { world, client, whereabouts } = widget;
    const candidates = await sessions.candidates(world, client, accountFromUrl(whereabouts));
    if (candidates.length < 2) return candidates[0];
    const room = roomId ?? roomAround(widget);
    if (room === undefined) return undefined;
    const joined = await Promise.all(
      candidates.map((session) => connect(session).isJoined(room, session.account.userId)),
    );
    const inRoom = candidates.filter((_, place) => joined[place]);
    return inRoom.length === 1 ? inRoom[0] : undefined;
  };
}

export type SessionOf = ReturnType<typeof createAccounts>;

/** The room that is to be seen in the page without a question to any homeserver. */
function roomAround({ whereabouts, id }: Widget): string | undefined {
  const shown = roomFromPage(whereabouts);
  return (
    roomFromDom(whereabouts, id) ??
    roomFromUrl(whereabouts) ??
    (shown !== undefined && isRoomId(shown) ? shown : undefined)
  );
}
