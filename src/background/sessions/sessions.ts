import { isWithin } from "../../delayed-events/times.ts";
import type { NamedAccount } from "../../host-support/widget-address.ts";
import type { Connect } from "../homeserver/homeserver.ts";
import type { Told } from "../homeserver/traced.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Store } from "../store.ts";
import { createIdentities, type Failure } from "./identities.ts";
import { createNextTokens } from "./next-token.ts";
import { type PlacedRequest, sessionIn } from "./seen-request.ts";
import type { Session } from "./session.ts";
import { accountsAmong, isContested, matching, withNewest } from "./session-list.ts";
import { SessionStore } from "./session-store.ts";
import { type IdentifiedSession, isSame, markOf, placeOf, type StoredSession } from "./stored-session.ts";

/** How long sessions that were found alive count as alive, if it matters which ones are (ms). */
const ALIVE = 10_000;
/**
 * How many tokens are remembered besides the stored ones, for all pages together: a page may show any number of tokens.
 */
const TOKENS = 500;

/**
 * The sessions seen in pages: which page origin sends requests to which homeserver, with which token.
 *
 * They are learned from the pages' own requests and kept in memory only (`storage.session`). Pages of one origin
 * never get the sessions of another origin, or of another partition. A session dies when its page logs out, or when
 * the homeserver no longer knows its token.
 *
 * Callers get a connection to the session's homeserver, and never the token.
 * @param store keeps the sessions in memory only
 * @param connect makes the connection; it is told where to get the session's next token
 * @param learned called after every new session
 */
export function createSessions(
  store: Store,
  connect: Connect,
  { learned }: { learned: () => void } = { learned: () => {} },
) {
  const stored = new SessionStore(store);
  const identities = createIdentities(stored, connect, forget);
  /** Tokens that can be skipped: already stored, or dead. */
  const seen = new LimitedMap<string, true>(TOKENS);
  /** When the sessions of each place were last checked for being alive. */
  const alive = new LimitedMap<string, number>(TOKENS);
  const nextTokens = createNextTokens(identities, forget);

  /**
   * Learns a session from a request, newest first. A token that was seen since the background started is skipped.
   * @returns whether there is a new session
   */
  async function learn(request: PlacedRequest): Promise<boolean> {
    const shown = sessionIn(request);
    if (!shown) return false;
    const { partition, origin } = request;
    const { session, logout } = shown;
    if (logout) {
      await forget(partition, origin, session, logout === "everywhere");
      return false;
    }
    const mark = markOf(partition, origin, session);
    if (seen.has(mark)) return false;
    seen.set(mark, true);
    let isNew = false;
    let isStored = false;
    try {
      isStored = await stored.changeIfSpace(partition, origin, (sessions) => {
        isNew = !sessions.some((known) => isSame(known, session));
        if (!isNew) return sessions;
        const { kept, dropped } = withNewest(session, sessions);
        // It is not dead: if its client shows it again, it is learned again.
        if (dropped) seen.delete(markOf(partition, origin, dropped));
        return kept;
      });
    } finally {
      // It may still be learned once there is space.
      if (!isStored) seen.delete(mark);
    }
    if (!isNew) return false;
    alive.delete(placeOf(partition, origin));
    nextTokens.learned();
    learned();
    return true;
  }

  /**
   * Forgets a session that has ended; `everywhere` also forgets all others of its account in this place. Its token is
   * not learned again.
   */
  async function forget(
    partition: string,
    origin: string,
    session: StoredSession,
    everywhere = false,
  ): Promise<void> {
    seen.set(markOf(partition, origin, session), true);
    await stored.change(partition, origin, (sessions) => {
      const known = sessions.flatMap((each) => (each.account ? [{ ...each, account: each.account }] : []));
      const its = accountsAmong(known).find((account) => account.some((each) => isSame(each, session)));
      const ended = everywhere && its ? its : [session];
      return sessions.filter((each) => !ended.some((other) => isSame(each, other)));
    });
  }

  /** @returns a session for use outside, with a connection that asks here for its next token */
  function handOut(
    partition: string,
    client: string,
    session: IdentifiedSession,
    toldOfRequests?: Told,
  ): Session {
    const { homeserver: baseUrl, accessToken: token, account } = session;
    const homeserver = connect(
      { baseUrl, token },
      {
        next: (within) => nextTokens.next(partition, client, session, within),
        mayBeLate: () => nextTokens.mayBeLate(partition, client, session),
      },
      toldOfRequests,
    );
    const traced = (told: Told) => handOut(partition, client, session, told);
    return { partition, client, baseUrl, account, homeserver, traced };
  }

  /**
   * @returns the sessions whose account is known, the newest first
   * @throws the reason, if none is known and a homeserver did not answer
   */
  async function known(partition: string, origin: string): Promise<Session[]> {
    const identified = await identities.ask(partition, origin);
    if (identified.known.length === 0) throwFirst(identified.failures);
    return identified.known.map((session) => handOut(partition, origin, session));
  }

  /**
   * Finds the sessions that a widget in a page of this origin may belong to, the newest of each account: those of the
   * account that the widget's URL names, or all of the page's if it names none. If there are several, those that have
   * ended in the meantime are left out.
   * @returns none if two homeservers claim the same user
   * @throws if a homeserver did not answer, so that there may be another session
   */
  async function candidates(partition: string, origin: string, named: NamedAccount): Promise<Session[]> {
    let identified = await identities.ask(partition, origin);
    const place = placeOf(partition, origin);
    const isClear = () =>
      matching(identified, named).length < 2 && !isContested(matching(identified, named), identified.known);
    if (!isClear() && !isWithin(ALIVE, alive.get(place) ?? 0, Date.now())) {
      identified = await identities.ask(partition, origin, { afresh: true });
      alive.set(place, Date.now());
    }
    const found = matching(identified, named);
    if (isContested(found, identified.known)) return [];
    return found.map((session) => handOut(partition, origin, session));
  }

  /**
   * @returns the newest session of an account in a place, if there is one
   * @throws if its homeserver did not answer, so that there may be one
   */
  async function ofAccount(
    partition: string,
    origin: string,
    { userId, homeserver }: { userId: string; homeserver: string },
  ): Promise<Session | undefined> {
    const { known, failures } = await identities.ask(partition, origin, { homeserver });
    const found = known.find(({ account }) => account.userId === userId);
    if (!found) throwFirst(failures);
    return found && handOut(partition, origin, found);
  }

  /** Forgets all sessions of a partition. */
  const forgetPartition = (partition: string) => stored.forgetPartition(partition);

  return { learn, known, candidates, ofAccount, forgetPartition };
}

export type Sessions = ReturnType<typeof createSessions>;

function throwFirst([first]: Failure[]): void {
  if (first) throw first.error;
}
