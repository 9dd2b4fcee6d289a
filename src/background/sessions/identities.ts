import type { Account } from "../homeserver/account.ts";
import type { Connect } from "../homeserver/homeserver.ts";
import { SingleFlight } from "../single-flight.ts";
import type { SessionStore } from "./session-store.ts";
import { type IdentifiedSession, isSame, type StoredSession } from "./stored-session.ts";

/** A place's sessions whose account is known, the newest first, and the others with the reason. */
export interface Identified {
  known: IdentifiedSession[];
  /** The sessions whose account could not be determined, each with the error. */
  failures: Failure[];
}

export interface Failure {
  session: StoredSession;
  error: unknown;
}

/**
 * Finds out each session's account. A homeserver that does not answer affects only its own sessions.
 * @param rejected called with a session whose token its homeserver does not know, or knows no more
 */
export function createIdentities(
  stored: SessionStore,
  connect: Connect,
  rejected: (partition: string, origin: string, session: StoredSession) => Promise<void>,
) {
  const asking = new SingleFlight<Account | undefined>();

  function identify(partition: string, origin: string, session: StoredSession): Promise<Account | undefined> {
    const { homeserver: baseUrl, accessToken: token } = session;
    return asking.run(JSON.stringify([partition, origin, baseUrl, token]), async () => {
      const said = await connect({ baseUrl, token }).whoAmI();
      if (said === "rejected") {
        await rejected(partition, origin, session);
        return undefined;
      }
      await stored.change(partition, origin, (sessions) =>
        sessions.map((other) => (isSame(other, session) ? { ...other, account: said } : other)),
      );
      return said;
    });
  }

  /**
   * Asks the homeservers whose sessions these are. A token that is known at one address is not asked about at a second
   * one: a client also sends its token to a sliding sync proxy, which does not know whose it is.
   * @param of.homeserver asks only about the sessions at this homeserver
   * @param of.afresh also asks about sessions whose account is known; without an answer, the account stays
   */
  async function ask(
    partition: string,
    origin: string,
    { homeserver, afresh = false }: { homeserver?: string; afresh?: boolean } = {},
  ): Promise<Identified> {
    const failed: Failure[] = [];
    const all = await stored.read(partition, origin);
    const answers = await Promise.all(
      all
        .filter((session) => homeserver === undefined || session.homeserver === homeserver)
        .map(async (session) => {
          let { account } = session;
          try {
            if (!account || afresh) account = await identify(partition, origin, session);
          } catch (error) {
            failed.push({ session, error });
          }
          return account ? [{ ...session, account }] : [];
        }),
    );
    const known = answers.flat();
    const isKnown = ({ accessToken }: StoredSession) =>
      known.some((other) => other.accessToken === accessToken);
    return {
      known,
      failures: failed.filter(({ session }) => !isKnown(session)),
    };
  }

  return { ask };
}

export type Identities = ReturnType<typeof createIdentities>;
