import type { NamedAccount } from "../../host-support/widget-address.ts";
import type { Account } from "../homeserver/account.ts";
import type { Homeserver } from "../homeserver/homeserver.ts";
import type { Told } from "../homeserver/traced.ts";

/** A client's session for the code outside `sessions/`: what it can do, and never its token. */
export interface Session {
  partition: string;
  /** The origin of the client's page. */
  client: string;
  /** The address of its homeserver, without a trailing slash. */
  baseUrl: string;
  account: Account;
  /** Makes requests to the homeserver in this session's name. The token is inside and cannot be read. */
  homeserver: Homeserver;
  /** @returns the same session; each of its requests to the homeserver is reported to `told` */
  traced(told: Told): Session;
}

/** Says whether a session belongs to the named user and device. */
export function isNamed({ account }: { account: Account }, { userId, deviceId }: NamedAccount): boolean {
  return (
    (userId === undefined || account.userId === userId) &&
    (deviceId === undefined || account.deviceId === deviceId)
  );
}
