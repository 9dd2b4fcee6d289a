import * as v from "valibot";
import { Account } from "../homeserver/account.ts";

export const StoredSession = v.object({
  /** The homeserver's base URL, without a slash at the end: where the token was seen going, and the only place it goes. */
  homeserver: v.string(),
  accessToken: v.string(),
  /** From `GET /account/whoami`, once it was asked. */
  account: v.optional(Account),
});

/** A session as it is kept, with its token. It never leaves `sessions/`. */
export type StoredSession = v.InferOutput<typeof StoredSession>;

/** A stored session whose account is known. */
export interface IdentifiedSession extends StoredSession {
  account: Account;
}

/** Says whether it is one token at one homeserver. */
export function isSame(a: StoredSession, b: StoredSession): boolean {
  return a.homeserver === b.homeserver && a.accessToken === b.accessToken;
}

/** Says whether two sessions are known to be of one account, and of one login of it. */
export function isSameAccount(a: StoredSession, b: StoredSession): boolean {
  return (
    a.account !== undefined &&
    a.homeserver === b.homeserver &&
    a.account.userId === b.account?.userId &&
    a.account.deviceId === b.account.deviceId
  );
}
