import { LimitedMap } from "../limited-map.ts";
import { accountRequests } from "./account.ts";
import { delayedEventRequests } from "./delayed-events.ts";
import type { Dialect } from "./dialect.ts";
import { type Credentials, type Renewal, requestsOf } from "./request.ts";
import { roomEventRequests } from "./room-events.ts";
import { roomRequests } from "./rooms.ts";
import { type Told, traced } from "./traced.ts";

/**
 * The requests that the extension makes to the user's homeserver, in one session's name.
 * @param dialect what the homeserver has been found to understand of delayed events; new findings are added to it
 * @param renewal where to get a new token once the homeserver no longer knows the session's; without it, such a
 *   request fails
 * @param told hears of each request
 */
export function connect(
  credentials: Credentials,
  dialect: Dialect = new Map(),
  renewal?: Renewal,
  told?: Told,
) {
  const untold = requestsOf(credentials, renewal);
  const request = told ? traced(untold, told) : untold;
  return {
    ...accountRequests(request),
    ...delayedEventRequests(request, dialect),
    ...roomRequests(request),
    ...roomEventRequests(request),
  };
}

export type Homeserver = ReturnType<typeof connect>;

/** Connects a session to its homeserver. This makes no request yet. */
export type Connect = (credentials: Credentials, renewal?: Renewal, told?: Told) => Homeserver;

/** How many homeservers' dialects are remembered. */
const HOMESERVERS = 200;

/** @returns a function that connects to homeservers and remembers each one's dialect during the worker's lifetime */
export function createConnect(): Connect {
  const dialects = new LimitedMap<string, Dialect>(HOMESERVERS);

  function dialectOf({ baseUrl }: Credentials): Dialect {
    const dialect: Dialect = dialects.get(baseUrl) ?? new Map();
    dialects.set(baseUrl, dialect);
    return dialect;
  }

  return (credentials, renewal, told) => connect(credentials, dialectOf(credentials), renewal, told);
}
