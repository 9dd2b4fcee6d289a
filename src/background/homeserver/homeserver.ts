import { LimitedMap } from "../limited-map.ts";
import { accountRequests } from "./account.ts";
import { callMemberRequests } from "./call-members.ts";
import { delayedEventRequests } from "./delayed-events.ts";
import type { Dialect } from "./dialect.ts";
import { type Credentials, nameOf, type Renewal, requestsOf } from "./request.ts";
import { roomEventRequests } from "./room-events.ts";
import { roomRequests } from "./rooms.ts";
import { rtcTransportRequests, type TransportsMemory } from "./rtc-transports.ts";
import { stickyEventRequests } from "./sticky-events.ts";
import { type Told, traced } from "./traced.ts";
import { updateRequests } from "./updates.ts";

/**
 * The requests that the extension makes to the user's homeserver, in one session's name.
 * @param dialect which requests about delayed events the homeserver has understood; new findings are added
 * @param renewal where to get a new token once the homeserver no longer knows the session's; without it, such a
 *   request fails
 * @param told called after each request
 * @param transports the homeserver's last answer about transports in this session; updated by the next
 */
export function connect(
  credentials: Credentials,
  dialect: Dialect = new Map(),
  renewal?: Renewal,
  told?: Told,
  transports: TransportsMemory = {},
) {
  const untold = requestsOf(credentials, renewal);
  const request = told ? traced(untold, told) : untold;
  const account = accountRequests(request);
  return {
    ...account,
    ...delayedEventRequests(request, dialect),
    ...updateRequests(request, dialect),
    ...stickyEventRequests(request),
    ...roomRequests(request),
    ...roomEventRequests(request),
    ...callMemberRequests(request),
    ...rtcTransportRequests(request, account.whoAmI, transports),
  };
}

export type Homeserver = ReturnType<typeof connect>;

/** Connects a session to its homeserver. This makes no request yet. */
export type Connect = (credentials: Credentials, renewal?: Renewal, told?: Told) => Homeserver;

/** How many homeservers' dialects to remember. */
const HOMESERVERS = 200;
/** How many sessions to remember the homeserver's answer about transports for. */
const SESSIONS = 50;

/**
 * @returns a function that connects to homeservers and remembers their dialects and transports while the background
 *   lives
 */
export function createConnect(): Connect {
  const dialects = new LimitedMap<string, Dialect>(HOMESERVERS);
  const transports = new LimitedMap<string, TransportsMemory>(SESSIONS);

  function dialectOf({ baseUrl }: Credentials): Dialect {
    const dialect: Dialect = dialects.get(baseUrl) ?? new Map();
    dialects.set(baseUrl, dialect);
    return dialect;
  }

  function transportsOf(credentials: Credentials): TransportsMemory {
    const memory = transports.get(nameOf(credentials)) ?? {};
    transports.set(nameOf(credentials), memory);
    return memory;
  }

  return (credentials, renewal, told) =>
    connect(credentials, dialectOf(credentials), renewal, told, transportsOf(credentials));
}
