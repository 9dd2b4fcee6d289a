import type { Account, KnownSession, Session } from "./sessions.ts";

/** @returns whose token it is, or "rejected" when the homeserver does not know it (any more) */
export type WhoAmI = (session: Session) => Promise<Account | "rejected">;

/** The sessions of a place whose account is known, the newest first, and why that of others is not. */
export interface Asked {
  known: KnownSession[];
  /** The sessions of which nobody can say whether they are another account's, each with the error. */
  failures: Failure[];
}

export interface Failure {
  session: Session;
  error: unknown;
}

interface Parts {
  whoAmI: WhoAmI;
  /** @returns the sessions of a place, the newest first */
  read(world: string, origin: string): Promise<Session[]>;
  /** Writes down what a homeserver has said. */
  keep(world: string, origin: string, session: Session, said: Account | "rejected"): Promise<void>;
}

/** Finds out whose sessions are whose. A homeserver that gives no answer hinders none but its own. */
export function createIdentities({ whoAmI, read, keep }: Parts) {
  /** The questions that are under way. */
  const asking = new Map<string, Promise<Account | undefined>>();

  function identify(world: string, origin: string, session: Session): Promise<Account | undefined> {
    const name = JSON.stringify([world, origin, session.homeserver, session.accessToken]);
    const ask = async () => {
      const said = await whoAmI(session);
      await keep(world, origin, session, said);
      return said === "rejected" ? undefined : said;
    };
    const underWay = asking.get(name) ?? ask().finally(() => asking.delete(name));
    asking.set(name, underWay);
    return underWay;
  }

  /**
   * Asks the homeservers whose sessions these are. A token that is known at one address is no other account's at another: a
   * sliding sync proxy is shown it too, and cannot say whose it is.
   * @param of.homeserver only the sessions there
   * @param of.anew asks for those whose account is known, too; they stay what they are where no answer comes
   */
  return async function ask(
    world: string,
    origin: string,
    { homeserver, anew = false }: { homeserver?: string; anew?: boolean } = {},
  ): Promise<Asked> {
    const failed: Failure[] = [];
    const all = await read(world, origin);
    const answers = await Promise.all(
      all
        .filter((session) => homeserver === undefined || session.homeserver === homeserver)
        .map(async (session) => {
          let { account } = session;
          try {
            if (!account || anew) account = await identify(world, origin, session);
          } catch (error) {
            failed.push({ session, error });
          }
          return account ? [{ ...session, account, world, client: origin }] : [];
        }),
    );
    const known = answers.flat();
    const isKnown = ({ accessToken }: Session) => known.some((other) => other.accessToken === accessToken);
    return {
      known,
      failures: failed.filter(({ session }) => !isKnown(session)),
    };
  };
}
