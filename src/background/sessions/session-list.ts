import type { NamedAccount } from "../../host-support/whereabouts.ts";
import type { KnownSession, Session } from "./sessions.ts";

/** Tokens remembered of one origin: several accounts (Sable), each with one that was rotated a moment ago. */
const REMEMBERED = 8;

/**
 * Puts a session before all others of its place.
 * @returns what there is no room for besides: an account's older token, else the oldest, so that an account whose token lives
 *   long outlasts the rotations of another's
 */
export function withNewest(
  session: Session,
  sessions: Session[],
): { kept: Session[]; dropped: Session | undefined } {
  const all = [session, ...sessions];
  if (all.length <= REMEMBERED) return { kept: all, dropped: undefined };
  const isOutdated = (each: Session, place: number) =>
    all.slice(0, place).some((newer) => isSameAccount(newer, each));
  const dropped = all.findLast(isOutdated) ?? all.at(-1);
  return { kept: all.filter((each) => each !== dropped), dropped };
}

export function isSame(a: Session, b: Session): boolean {
  return a.homeserver === b.homeserver && a.accessToken === b.accessToken;
}

/** Says whether two sessions are known to be of one account, and of one login of it. */
export function isSameAccount(a: Session, b: Session): boolean {
  return (
    a.account !== undefined &&
    a.homeserver === b.homeserver &&
    a.account.userId === b.account?.userId &&
    a.account.deviceId === b.account.deviceId
  );
}

export function isNamed(
  { account }: Pick<KnownSession, "account">,
  { userId, deviceId }: NamedAccount,
): boolean {
  return (
    (userId === undefined || account.userId === userId) &&
    (deviceId === undefined || account.deviceId === deviceId)
  );
}

/**
 * @returns of each account the newest session, of a list that has the newest first. A homeserver may have two addresses: one
 *   token that is one user's at both is one account.
 */
export function newestOfEach(sessions: KnownSession[]): KnownSession[] {
  return sessions.filter(
    (session, place) => !sessions.slice(0, place).some((newer) => isOfOneAccount(newer, session)),
  );
}

function isOfOneAccount(a: KnownSession, b: KnownSession): boolean {
  const isOneAddress = a.homeserver === b.homeserver || a.accessToken === b.accessToken;
  return isOneAddress && a.account.userId === b.account.userId;
}
