import type { Session } from "../sessions/session.ts";
import type { LedgerEntry, Owner } from "./ledger-entry.ts";

/** In whose name a delayed event is scheduled or updated, for which widget. */
export interface Author {
  session: Session;
  widget: LedgerEntry["widget"];
}

/** @returns whose a delay of this author is */
export function ownerOf({ session }: Author): Owner {
  const { partition, client, baseUrl, account } = session;
  return { partition, client, account: { userId: account.userId, homeserver: baseUrl } };
}
