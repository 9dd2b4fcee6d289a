import {
  accountFromUrl,
  isRoomId,
  ownWidgetId,
  roomFromDom,
  roomFromPage,
  roomFromUrl,
} from "../../host-support/embedding.ts";
import type { Ledger } from "../delays/ledger.ts";
import type { LedgerEntry } from "../delays/ledger-entry.ts";
import { isNamed, type Session } from "../sessions/session.ts";
import type { Sessions } from "../sessions/sessions.ts";
import type { Widget } from "./widget-load.ts";

/** What a widget's request names, as far as it does. */
interface Named {
  roomId?: string | undefined;
  delayId?: string | undefined;
}

/**
 * Finds the session that a widget belongs to: of the account that its URL names, else of the only one that its client's pages
 * speak for, else of the only one that is in its room. Where that is not clear there is none: never a guess. Of a delayed
 * event that the same widget has scheduled it was clear then, and no homeserver need be asked for it with each restart.
 */
export function createAccounts(sessions: Sessions, ledger: Pick<Ledger, "all">) {
  /**
   * @param asked what the widget's request names
   * @returns the session that it belongs to, where that is clear
   */
  async function sessionOf(widget: Widget, { roomId, delayId }: Named = {}): Promise<Session | undefined> {
    const { partition, client, embedding } = widget;
    const named = accountFromUrl(embedding);
    const author = delayId === undefined ? undefined : await authorOf(widget, delayId);
    const own = author && (await sessions.ofAccount(partition, client, author));
    if (own && isNamed(own, named)) return own;
    const candidates = await sessions.candidates(partition, client, named);
    // The device in its URL may be nobody's here.
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

  /** @returns the account as which this widget has scheduled a delayed event, where that is one alone */
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

/** The room that is to be seen in the page without a question to any homeserver. */
function roomAround({ embedding, id }: Widget): string | undefined {
  const shown = roomFromPage(embedding);
  const own = ownWidgetId(embedding, id);
  return (
    (own === undefined ? undefined : roomFromDom(embedding, own)) ??
    roomFromUrl(embedding) ??
    (shown !== undefined && isRoomId(shown) ? shown : undefined)
  );
}
