import { LimitedMap } from "../limited-map.ts";
import { accountRequests } from "./account.ts";
import { delayedEventRequests } from "./delayed-events.ts";
import type { Dialect } from "./dialect.ts";
import { type Credentials, type Renewal, requestsOf } from "./request.ts";
import { roomEventRequests } from "./room-events.ts";
import { roomRequests } from "./rooms.ts";

/**
 * The user's homeserver, as far as the extension speaks with it, in one session's name.
 * @param dialect what it was heard to understand of delayed events; it is added to
 * @param renewal what follows when the homeserver does not know the session's token any more; without it, such a request fails
 */
export function connect(credentials: Credentials, dialect: Dialect = new Map(), renewal?: Renewal) {
  const request = requestsOf(credentials, renewal);
  return {
    ...accountRequests(request),
    ...delayedEventRequests(request, dialect),
    ...roomRequests(request),
    ...roomEventRequests(request),
  };
}

export type Homeserver = ReturnType<typeof connect>;

/** Connects a session with its homeserver. Nothing is asked of that yet. */
export type Connect = (credentials: Credentials, renewal?: Renewal) => Homeserver;

/** Of how many homeservers it is remembered what they understand. */
const HOMESERVERS = 200;

/** @returns what connects with homeservers, and remembers of each what it was heard to understand, while the worker lives */
export function createConnect(): Connect {
  const dialects = new LimitedMap<string, Dialect>(HOMESERVERS);

  function dialectOf({ baseUrl }: Credentials): Dialect {
    const dialect: Dialect = dialects.get(baseUrl) ?? new Map();
    dialects.set(baseUrl, dialect);
    return dialect;
  }

  return (credentials, renewal) => connect(credentials, dialectOf(credentials), renewal);
}
