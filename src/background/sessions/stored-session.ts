import * as v from "valibot";
import { Account } from "../homeserver/account.ts";

export const StoredSession = v.object({
  /**
   * The homeserver's base URL, without a trailing slash: the client has sent the token there, and Postdate sends it
   * only there.
   */
  homeserver: v.string(),
  accessToken: v.string(),
  /** From `GET /account/whoami`, once that has been asked. */
  account: v.optional(Account),
});

/** A session as stored, with its token. It never leaves `sessions/`. */
export type StoredSession = v.InferOutput<typeof StoredSession>;

/** A stored session whose account is known. */
export interface IdentifiedSession extends StoredSession {
  account: Account;
}

/** Says whether two sessions are the same token at the same homeserver. */
export function isSame(a: StoredSession, b: StoredSession): boolean {
  return a.homeserver === b.homeserver && a.accessToken === b.accessToken;
}

/** Says whether two sessions are known to belong to the same account, and to the same login of it. */
export function isSameAccount(a: StoredSession, b: StoredSession): boolean {
  return (
    a.account !== undefined &&
    a.homeserver === b.homeserver &&
    a.account.userId === b.account?.userId &&
    a.account.deviceId === b.account.deviceId
  );
}

/** @returns the name of a place, for maps in memory: a partition, and the origin of a client's page in it */
export function placeOf(partition: string, origin: string): string {
  return `${partition} ${origin}`;
}

/** @returns the name of a token in its place, for maps in memory. The token is in it. */
export function markOf(
  partition: string,
  origin: string,
  { homeserver, accessToken }: StoredSession,
): string {
  return `${placeOf(partition, origin)} ${homeserver} ${accessToken}`;
}
