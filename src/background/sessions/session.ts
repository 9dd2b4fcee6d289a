import type { NamedAccount } from "../../host-support/embedding.ts";
import type { Account } from "../homeserver/account.ts";
import type { Homeserver } from "../homeserver/homeserver.ts";

/** A session of a client, as everybody has it but `sessions/`: what it can do, and never its token. */
export interface Session {
  partition: string;
  /** The origin of the client's page. */
  client: string;
  /** The address of its homeserver, without a slash at the end. */
  baseUrl: string;
  account: Account;
  /** Speaks with the homeserver in this session's name. The token is inside, and nobody can get at it. */
  homeserver: Homeserver;
}

/** Says whether an account is of the user, and of the device, that is named. */
export function isNamed({ account }: { account: Account }, { userId, deviceId }: NamedAccount): boolean {
  return (
    (userId === undefined || account.userId === userId) &&
    (deviceId === undefined || account.deviceId === deviceId)
  );
}
