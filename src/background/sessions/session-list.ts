import type { NamedAccount } from "../../host-support/embedding.ts";
import { isAtItsOwnServer } from "../../host-support/identifiers.ts";
import type { Failure, Identified } from "./identities.ts";
import { isNamed } from "./session.ts";
import { type IdentifiedSession, isSameAccount, type StoredSession } from "./stored-session.ts";

/** Tokens remembered of one origin: several accounts (Sable), each with one that was rotated a moment ago. */
const REMEMBERED = 8;

/**
 * Puts a session before all others of its place.
 * @returns what there is no room for besides: an account's older token, else the oldest, so that an account whose token lives
 *   long outlasts the rotations of another's
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
 * Puts the sessions of one account together. A homeserver may have two addresses: one token that is one user's at both ties them.
 * @returns the accounts, and the sessions of each, in the order of the list
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
 * The sessions that somebody may mean, the newest of each account: of the account that is named, else all. Any homeserver can say of a token that
 * it is anybody's. So a user who is known at two of them is nobody here, and so is one who may be known at another that is silent.
 * @throws why it is silent
 */
export function meant({ known, failures }: Identified, named: NamedAccount): IdentifiedSession[] {
  const found = accountsAmong(narrowed(known, named)).flatMap(([newest]) => newest ?? []);
  const open = failures.find((failure) => found.length === 0 || mayBeMeant(failure, known, named));
  if (open) throw open.error;
  return found;
}

/** Says whether one of them is of a user whom two homeservers claim, or has a token that is another's elsewhere. */
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
 * A device that nobody here has names nobody: widgets call other things so, and some hosts leave the template's variable in the
 * URL. A user whom nobody here knows is somebody else, and never one of these.
 */
function narrowed(known: IdentifiedSession[], { userId, deviceId }: NamedAccount): IdentifiedSession[] {
  const isDevice = known.some(({ account }) => account.deviceId === deviceId);
  return known.filter((session) =>
    isNamed(session, { ...(userId !== undefined && { userId }), ...(deviceId && isDevice && { deviceId }) }),
  );
}

/**
 * Says whether a session of which nobody knows whose it is may be that of whom is named. It is not where the user is named and known
 * at the same address, or at one that is by its name the user's own server's.
 */
function mayBeMeant({ session }: Failure, known: IdentifiedSession[], { userId }: NamedAccount): boolean {
  if (userId === undefined) return true;
  const addresses = known
    .filter(({ account }) => account.userId === userId)
    .map(({ homeserver }) => homeserver);
  return !addresses.some((at) => at === session.homeserver || isAtItsOwnServer(userId, at));
}
