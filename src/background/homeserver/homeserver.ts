import type { Session } from "../sessions/sessions.ts";
import { accountRequests } from "./account.ts";
import { delayedEventRequests } from "./delayed-events.ts";
import type { Dialect } from "./dialect.ts";
import { requestsOf, type Tokens } from "./request.ts";
import { roomEventRequests } from "./room-events.ts";
import { roomRequests } from "./rooms.ts";

/**
 * The user's homeserver, as far as the extension speaks with it, in one session's name.
 * @param dialect what it was heard to understand of delayed events; it is added to
 * @param tokens what follows when the homeserver does not know the session's token any more
 */
export function connect(session: Session, dialect: Dialect = new Map(), tokens?: Tokens) {
  const request = requestsOf(session, tokens);
  return {
    ...accountRequests(request),
    ...delayedEventRequests(request, dialect),
    ...roomRequests(request),
    ...roomEventRequests(request),
  };
}

export type Homeserver = ReturnType<typeof connect>;
