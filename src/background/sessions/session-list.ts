import { isAtItsOwnServer } from "../../host-support/identifiers.ts";
import type { NamedAccount } from "../../host-support/widget-address.ts";
import type { Failure, Identified } from "./identities.ts";
import { isNamed } from "./session.ts";
import { type IdentifiedSession, isSameAccount, type StoredSession } from "./stored-session.ts";

/**
 * How many tokens to remember for one origin: enough for several accounts (Sable), each with an old and a new token.
 */
const REMEMBERED = 8;

/**
 * Adds a session as the first in the list.
 * @returns `dropped` is the session that no longer fits: an account's older token if there is one, otherwise the
 *   oldest session. So an account with a long-lived token outlasts the rotations of another's.
 */
export function withNewest(
  session: StoredSession,
  sessions: StoredSession[],
): { kept: StoredSession[]; dropped: StoredSession | undefined } {
  const all = [session, ...sessions];
  if (all.length <= REMEMBERED) return { kept: all, dropped: undefined };
  const isOutdated = (each: StoredSession, place: number) =>
    all.slice(0, place).some((newer) => isSameAccount(newer, each));
  const dropped = all.findLast(isOutdated) ?? all.at(-1);
  return { kept: all.filter((each) => each !== dropped), dropped };
}

/**
 * Groups the sessions by account. A homeserver may have two addresses: they count as one if a token belongs to the same
 * user at both.
 * @returns the sessions of each account, in the order of the list
 */
export function accountsAmong<Of extends IdentifiedSession>(sessions: Of[]): Of[][] {
  let accounts: Of[][] = [];
  for (const session of sessions) {
    const isTied = (account: Of[]) => account.some((other) => isOfOneAccount(other, session));
    const tied = accounts.filter(isTied);
    const one = [...tied.flat(), session].sort((a, b) => sessions.indexOf(a) - sessions.indexOf(b));
    accounts = [...accounts.filter((account) => !isTied(account)), one];
  }
  const placeOf = ([newest]: Of[]) => (newest ? sessions.indexOf(newest) : 0);
  return accounts.sort((a, b) => placeOf(a) - placeOf(b));
}

function isOfOneAccount(a: IdentifiedSession, b: IdentifiedSession): boolean {
  const isOneAddress = a.homeserver === b.homeserver || a.accessToken === b.accessToken;
  return isOneAddress && a.account.userId === b.account.userId;
}

/**
 * Finds the matching sessions, the newest of each account: those of the named account, or all if none is named. Any
 * homeserver can claim that a token is anybody's. So a user who is known at two homeservers is not trusted, nor is a
 * user who may be known at another homeserver that does not answer.
 * @throws the reason why that homeserver does not answer
 */
export function matching({ known, failures }: Identified, named: NamedAccount): IdentifiedSession[] {
  const found = accountsAmong(narrowed(known, named)).flatMap(([newest]) => newest ?? []);
  const open = failures.find((failure) => found.length === 0 || mayBeMeant(failure, known, named));
  if (open) throw open.error;
  return found;
}

/**
 * Says whether one of the sessions belongs to a user whom two homeservers claim, or has a token that belongs to
 * another user elsewhere.
 */
export function isContested(found: IdentifiedSession[], known: IdentifiedSession[]): boolean {
  return found.some(({ accessToken, account }) => {
    const same = known.filter((other) => other.account.userId === account.userId);
    const isAnothers = known.some(
      (other) => other.accessToken === accessToken && other.account.userId !== account.userId,
    );
    return isAnothers || accountsAmong(same).length > 1;
  });
}

/**
 * A device id that no session here has is ignored: widgets use that name for other things, and some hosts leave the
 * template variable in the URL. An unknown user is never ignored: that is somebody else, so no session matches.
 */
function narrowed(known: IdentifiedSession[], { userId, deviceId }: NamedAccount): IdentifiedSession[] {
  const isDevice = known.some(({ account }) => account.deviceId === deviceId);
  return known.filter((session) =>
    isNamed(session, { ...(userId !== undefined && { userId }), ...(deviceId && isDevice && { deviceId }) }),
  );
}

/**
 * Says whether a session with an unknown account may belong to the named account. It cannot if the named user is known
 * at the same address, or at an address that by its name belongs to the user's own server.
 */
function mayBeMeant({ session }: Failure, known: IdentifiedSession[], { userId }: NamedAccount): boolean {
  if (userId === undefined) return true;
  const addresses = known
    .filter(({ account }) => account.userId === userId)
    .map(({ homeserver }) => homeserver);
  return !addresses.some((at) => at === session.homeserver || isAtItsOwnServer(userId, at));
}
