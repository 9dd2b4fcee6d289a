import type { Session } from "../sessions.ts";
import { accountRequests } from "./account.ts";
import { delayedEventRequests } from "./delayed-events.ts";
import { requestsOf } from "./request.ts";
import { roomRequests } from "./rooms.ts";

/** The user's homeserver, as far as the extension speaks with it, in one session's name. */
export function connect(session: Session) {
  const request = requestsOf(session);
  return { ...accountRequests(request), ...delayedEventRequests(request), ...roomRequests(request) };
}

export type Homeserver = ReturnType<typeof connect>;
