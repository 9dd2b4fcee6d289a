import * as v from "valibot";
import type { NamedAccount } from "../host-support/whereabouts.ts";
import { oneAtATime, type Store } from "./store.ts";

/** One page's request to a homeserver, as far as it shows a session. */
export interface SeenRequest {
  /** Which cookie world the page is in; see `worldOf`. */
  world: string;
  /** The origin of the page that made the request. */
  origin: string;
  url: string;
  /** The `Authorization` header. */
  authorization: string;
}

const Session = v.object({
  /** The homeserver's base URL, without a slash at the end: where the token was seen going, and the only place it goes. */
  homeserver: v.string(),
  accessToken: v.string(),
  /** From `GET /account/whoami`, once it was asked. */
  account: v.optional(v.object({ userId: v.string(), deviceId: v.optional(v.string()) })),
});
export type Session = v.InferOutput<typeof Session>;
export type KnownSession = Session & { account: NonNullable<Session["account"]> };

/** Tokens remembered of one origin: several accounts (Sable), each with one that was rotated a moment ago. */
const REMEMBERED = 8;

/** @returns whose token it is, or "rejected" when the homeserver does not know it (any more) */
export type WhoAmI = (session: Session) => Promise<KnownSession["account"] | "rejected">;

/**
 * The sessions seen in pages: which page origin speaks to which homeserver, with which token.
 *
 * They are learned from the pages' own requests and kept in memory alone (`storage.session`). One origin's pages never
 * get at another's, nor those of another world.
 */
export function createSessions(store: Store, whoAmI: WhoAmI) {
  const inOrder = oneAtATime();
  const seen = new Set<string>();

  const keyOf = (world: string, origin: string) => `session ${world} ${origin}`;

  async function read(world: string, origin: string): Promise<Session[]> {
    const stored = v.safeParse(v.array(Session), await store.get(keyOf(world, origin)));
    return stored.success ? stored.output : [];
  }

  const change = (world: string, origin: string, edit: (sessions: Session[]) => Session[]) =>
    inOrder(async () => store.set(keyOf(world, origin), edit(await read(world, origin))));

  /** Learns a session from a request, newest first. A token that is known already costs nothing. */
  async function learn({ world, origin, url, authorization }: SeenRequest): Promise<void> {
    const homeserver = homeserverOf(url);
    const accessToken = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    if (!homeserver || !accessToken) return;
    const mark = `${keyOf(world, origin)} ${homeserver} ${accessToken}`;
    if (seen.has(mark)) return;
    seen.add(mark);
    await change(world, origin, (sessions) =>
      sessions.some((known) => isSame(known, { homeserver, accessToken }))
        ? sessions
        : [{ homeserver, accessToken }, ...sessions].slice(0, REMEMBERED),
    );
  }

  /** Asks the homeserver whose sessions these are; drops those it does not know. An unreachable homeserver throws. */
  async function known(world: string, origin: string): Promise<KnownSession[]> {
    const identified = await Promise.all(
      (await read(world, origin)).map(async (session) => {
        if (session.account) return session as KnownSession;
        const account = await whoAmI(session);
        await change(world, origin, (sessions) =>
          account === "rejected"
            ? sessions.filter((other) => !isSame(other, session))
            : sessions.map((other) => (isSame(other, session) ? { ...other, account } : other)),
        );
        return account === "rejected" ? undefined : { ...session, account };
      }),
    );
    return identified.filter((session) => session !== undefined);
  }

  /**
   * The session that a widget in a page of this origin belongs to: the account that the widget's URL names, else the
   * only account the page has. Several accounts and none named is no session: never a guess.
   */
  async function find(world: string, origin: string, named: NamedAccount): Promise<KnownSession | undefined> {
    const candidates = (await known(world, origin)).filter(
      ({ account }) =>
        (named.userId === undefined || account.userId === named.userId) &&
        (named.deviceId === undefined || account.deviceId === named.deviceId),
    );
    const accounts = new Set(candidates.map(({ homeserver, account }) => `${homeserver} ${account.userId}`));
    return accounts.size === 1 ? candidates[0] : undefined;
  }

  return { learn, known, find };
}

export type Sessions = ReturnType<typeof createSessions>;

/** @returns the base URL of a client-server API request, without a slash at the end; it may have a port and a path */
export function homeserverOf(url: string): string | undefined {
  const at = url.indexOf("/_matrix/client/");
  return at > 0 && /^https?:\/\/[^/?#]/.test(url.slice(0, at)) && !/[?#]/.test(url.slice(0, at))
    ? url.slice(0, at)
    : undefined;
}

function isSame(a: Session, b: Session): boolean {
  return a.homeserver === b.homeserver && a.accessToken === b.accessToken;
}
