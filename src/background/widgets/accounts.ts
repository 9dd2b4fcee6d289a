import { ownWidgetId, roomFromDom, roomFromPage } from "../../host-support/embedding.ts";
import { isRoomId } from "../../host-support/identifiers.ts";
import { accountFromUrl, roomFromUrl } from "../../host-support/widget-address.ts";
import type { Ledger } from "../delays/ledger.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";
import { isNamed, type Session } from "../sessions/session.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { Widget } from "./widget-load.ts";

/** The room and the delay that a widget's request names, if any. */
interface Named {
  roomId?: string | undefined;
  delayId?: string | undefined;
}

/**
 * Finds the session of the account that a widget belongs to: the account named in its URL, otherwise the only one that
 * its client's pages use, otherwise the only one that is in its room. If that is unclear there is no session: this
 * never guesses. For a delayed event that the same widget has scheduled, the account was clear at that time, so
 * restarts need not ask any homeserver.
 */
export function createAccounts(sessions: Sessions, ledger: Pick<Ledger, "all">) {
  /**
   * @param named the room and the delay that the widget's request names
   * @returns the widget's session, if that is clear
   */
  async function sessionOf(widget: Widget, { roomId, delayId }: Named = {}): Promise<Session | undefined> {
    const { partition, client, embedding } = widget;
    const named = accountFromUrl(embedding);
    const author = delayId === undefined ? undefined : await authorOf(widget, delayId);
    const own = author && (await sessions.ofAccount(partition, client, author));
    if (own && isNamed(own, named)) return own;
    const candidates = await sessions.candidates(partition, client, named);
    // Perhaps no session here has the device id in the widget's URL.
    if (own && candidates.some((each) => isOfOneUser(each, own))) return own;
    if (candidates.length < 2) return candidates[0];
    const room = roomId ?? roomAround(widget);
    if (room === undefined) return undefined;
    const joined = await Promise.all(
      candidates.map(({ homeserver, account }) => homeserver.isJoined(room, account.userId)),
    );
    const inRoom = candidates.filter((_, place) => joined[place]);
    return inRoom.length === 1 ? inRoom[0] : undefined;
  }

  /** @returns the account for which this widget scheduled a delayed event, if there is exactly one */
  async function authorOf(
    { partition, client, id, origin }: Widget,
    delayId: string,
  ): Promise<LedgerEntry["account"] | undefined> {
    const its = (await ledger.all()).filter(
      (entry) =>
        entry.delayId === delayId &&
        entry.partition === partition &&
        entry.client === client &&
        entry.widget.id === id &&
        entry.widget.origin === origin,
    );
    return its.length === 1 ? its[0]?.account : undefined;
  }

  return { sessionOf };
}

export type Accounts = ReturnType<typeof createAccounts>;

function isOfOneUser(a: Session, b: Session): boolean {
  return a.baseUrl === b.baseUrl && a.account.userId === b.account.userId;
}

/** The room that the page shows, found without asking any homeserver. */
function roomAround({ embedding, id }: Widget): string | undefined {
  const shown = roomFromPage(embedding);
  const own = ownWidgetId(embedding, id);
  return (
    (own === undefined ? undefined : roomFromDom(embedding, own)) ??
    roomFromUrl(embedding) ??
    (shown !== undefined && isRoomId(shown) ? shown : undefined)
  );
}
