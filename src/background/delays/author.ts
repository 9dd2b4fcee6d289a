import type { Session } from "../sessions/session.ts";
import type { LedgerEntry, Owner } from "./ledger-entry.ts";

/** The session and widget for which a delayed event is scheduled or updated. */
export interface Author {
  session: Session;
  widget: LedgerEntry["widget"];
}

/** @returns the owner of this author's delays */
export function ownerOf({ session }: Author): Owner {
  const { partition, client, baseUrl, account } = session;
  return { partition, client, account: { userId: account.userId, homeserver: baseUrl } };
}
