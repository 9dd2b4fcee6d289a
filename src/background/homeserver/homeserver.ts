import type { Session } from "../sessions.ts";
import { accountRequests } from "./account.ts";
import { delayedEventRequests } from "./delayed-events.ts";
import type { Dialect } from "./dialect.ts";
import { type NextToken, requestsOf } from "./request.ts";
import { roomEventRequests } from "./room-events.ts";
import { roomRequests } from "./rooms.ts";

/**
 * The user's homeserver, as far as the extension speaks with it, in one session's name.
 * @param dialect what it was heard to understand of delayed events; it is added to
 * @param nextToken waits for the token that follows this session's
 */
export function connect(session: Session, dialect: Dialect = new Map(), nextToken?: NextToken) {
  const request = requestsOf(session, nextToken);
  return {
    ...accountRequests(request),
    ...delayedEventRequests(request, dialect),
    ...roomRequests(request),
    ...roomEventRequests(request),
  };
}

export type Homeserver = ReturnType<typeof connect>;
