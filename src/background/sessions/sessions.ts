import * as v from "valibot";
import { isWithin } from "../../delayed-events/times.ts";
import type { NamedAccount } from "../../host-support/whereabouts.ts";
import { countdown } from "../countdown.ts";
import { LimitedMap } from "../limited-map.ts";
import { patternOf } from "../sites.ts";
import { oneAtATime, type Store } from "../store.ts";
import { createIdentities, type Failure, type WhoAmI } from "./identities.ts";
import { type SeenRequest, sessionIn } from "./seen-request.ts";
import { accountsAmong, isContested, isSame, isSameAccount, meant, withNewest } from "./session-list.ts";

const Account = v.object({
  userId: v.string(),
  deviceId: v.optional(v.string()),
  isGuest: v.optional(v.boolean()),
});
/** Whose token it is, as the homeserver says. */
export type Account = v.InferOutput<typeof Account>;

const Session = v.object({
  /** The homeserver's base URL, without a slash at the end: where the token was seen going, and the only place it goes. */
  homeserver: v.string(),
  accessToken: v.string(),
  /** From `GET /account/whoami`, once it was asked. */
  account: v.optional(Account),
});
export type Session = v.InferOutput<typeof Session>;

/** A session whose account is known, with where it was seen. */
export interface KnownSession extends Session {
  account: Account;
  world: string;
  /** The origin of the client's page. */
  client: string;
}

const PREFIX = "session ";
/** How long sessions that were found alive count as that where it matters which of them are (ms). */
const ALIVE = 10_000;
/** By when a client whose token has run out has asked for the next: its long poll takes 30 s, and some take longer (ms). */
const LATE = 60_000;
/** How many tokens are remembered beside those that are kept, for all pages together: a page may show one after another. */
const TOKENS = 500;
/** From how many ports of one host sessions are kept: a site is its host with all of them, and has so many at most. */
const ORIGINS_OF_A_SITE = 16;

/**
 * The sessions seen in pages: which page origin speaks to which homeserver, with which token.
 *
 * They are learned from the pages' own requests and kept in memory alone (`storage.session`). One origin's pages never
 * get at another's, nor those of another world. A session dies when its page logs out, and when the homeserver does not
 * know its token any more.
 * @param learned is called after every new session
 */
export function createSessions(
  store: Store,
  whoAmI: WhoAmI,
  { learned }: { learned: () => void } = { learned: () => {} },
) {
  const inOrder = oneAtATime();
  const ask = createIdentities({ whoAmI, read, keep });
  /** Tokens that need no second look: kept already, or dead. */
  const seen = new LimitedMap<string, true>(TOKENS);
  const waiting = new Set<() => void>();
  /** When the sessions of a place were last all asked whether they are alive. */
  const alive = new LimitedMap<string, number>(TOKENS);
  /** When tokens were first found to have run out. */
  const ranOut = new LimitedMap<string, number>(TOKENS);

  const keyOf = (world: string, origin: string) => `${PREFIX}${world} ${origin}`;
  const markOf = (world: string, origin: string, { homeserver, accessToken }: Session) =>
    `${keyOf(world, origin)} ${homeserver} ${accessToken}`;

  async function read(world: string, origin: string): Promise<Session[]> {
    const stored = v.safeParse(v.array(Session), await store.get(keyOf(world, origin)));
    return stored.success ? stored.output : [];
  }

  type Edit = (sessions: Session[]) => Session[];
  const change = (world: string, origin: string, edit: Edit) => inOrder(() => changeNow(world, origin, edit));

  async function changeNow(world: string, origin: string, edit: Edit): Promise<void> {
    const before = await read(world, origin);
    const next = edit(before);
    const key = keyOf(world, origin);
    if (next.length > 0) await store.set(key, next);
    else if (before.length > 0) await store.remove(key);
  }

  /** Says whether a page of this origin may have its first session kept beside those of its site's other origins. */
  async function hasRoomFor(world: string, origin: string): Promise<boolean> {
    const keys = [...(await store.all(`${PREFIX}${world} `)).keys()];
    const site = patternOf(origin);
    const ofSite = keys.filter((key) => patternOf(key.slice(`${PREFIX}${world} `.length)) === site);
    return ofSite.length < ORIGINS_OF_A_SITE || keys.includes(keyOf(world, origin));
  }

  /** Learns a session from a request, newest first. A token that this worker has seen already is passed over. */
  async function learn(request: SeenRequest): Promise<void> {
    const shown = sessionIn(request);
    if (!shown) return;
    const { world, origin } = request;
    const { session, farewell } = shown;
    if (farewell) {
      await forget(world, origin, session, farewell === "everywhere");
      return;
    }
    const mark = markOf(world, origin, session);
    if (seen.has(mark)) return;
    seen.set(mark, true);
    let isNew = false;
    await inOrder(async () => {
      // It may be learned when there is room.
      if (!(await hasRoomFor(world, origin))) return void seen.delete(mark);
      await changeNow(world, origin, (sessions) => {
        isNew = !sessions.some((known) => isSame(known, session));
        if (!isNew) return sessions;
        const { kept, dropped } = withNewest(session, sessions);
        // It is not dead: its client may show it again.
        if (dropped) seen.delete(markOf(world, origin, dropped));
        return kept;
      });
    });
    if (!isNew) return;
    alive.delete(keyOf(world, origin));
    for (const wake of waiting) wake();
    learned();
  }

  /** A session that has ended, or with all of its account's in this place. Its token is not learned again. */
  async function forget(world: string, origin: string, session: Session, everywhere = false): Promise<void> {
    seen.set(markOf(world, origin, session), true);
    await change(world, origin, (sessions) => {
      const known = sessions.flatMap((each) => (each.account ? [{ ...each, account: each.account }] : []));
      const its = accountsAmong(known).find((account) => account.some((each) => isSame(each, session)));
      const ended = everywhere && its ? its : [session];
      return sessions.filter((each) => !ended.some((other) => isSame(each, other)));
    });
  }

  /** Whose token it is; one that the homeserver does not know is forgotten. */
  async function keep(
    world: string,
    origin: string,
    session: Session,
    said: Account | "rejected",
  ): Promise<void> {
    if (said === "rejected") await forget(world, origin, session);
    else
      await change(world, origin, (sessions) =>
        sessions.map((other) => (isSame(other, session) ? { ...other, account: said } : other)),
      );
  }

  /**
   * @returns the sessions whose account is known, the newest first
   * @throws why none is, where a homeserver gave no answer
   */
  async function known(world: string, origin: string): Promise<KnownSession[]> {
    const asked = await ask(world, origin);
    if (asked.known.length === 0) throwFirst(asked.failures);
    return asked.known;
  }

  /**
   * The sessions that a widget in a page of this origin may belong to, the newest of each account: of the account that the
   * widget's URL names, else of all that the page has. Where there are several, those that have ended meanwhile are out.
   * @returns none where two homeservers claim one user
   * @throws where a homeserver gave no answer, so that there may be another
   */
  async function candidates(world: string, origin: string, named: NamedAccount): Promise<KnownSession[]> {
    let asked = await ask(world, origin);
    const key = keyOf(world, origin);
    const isClear = () => meant(asked, named).length < 2 && !isContested(meant(asked, named), asked.known);
    if (!isClear() && !isWithin(ALIVE, alive.get(key) ?? 0, Date.now())) {
      asked = await ask(world, origin, { anew: true });
      alive.set(key, Date.now());
    }
    const found = meant(asked, named);
    return isContested(found, asked.known) ? [] : found;
  }

  /**
   * @returns the newest session of an account in a place, if there is one
   * @throws where its homeserver gave no answer, so that there may be one
   */
  async function ofAccount(
    world: string,
    origin: string,
    { userId, homeserver }: { userId: string; homeserver: string },
  ): Promise<KnownSession | undefined> {
    const { known, failures } = await ask(world, origin, { homeserver });
    const found = known.find(({ account }) => account.userId === userId);
    if (!found) throwFirst(failures);
    return found;
  }

  /**
   * The homeserver does not know a session's token any more: it is forgotten, and the client's next one waited for.
   * @param within milliseconds
   * @returns the next token of the same account in the same place, or nothing when none is seen in time
   */
  async function next(
    { world, client, ...session }: KnownSession,
    within: number,
  ): Promise<string | undefined> {
    await forget(world, client, session);
    const left = countdown(within);
    for (;;) {
      const woken = left() > 0 ? wakeUp(left()) : undefined;
      const { known } = await ask(world, client, { homeserver: session.homeserver });
      const newer = known.find((other) => isSameAccount(other, session));
      if (newer) return newer.accessToken;
      if (!woken) return undefined;
      await woken;
    }
  }

  /** The homeserver has said that a session's token has run out. @returns whether its client may not have noticed yet */
  function mayBeLate({ world, client, ...session }: KnownSession): boolean {
    const mark = markOf(world, client, session);
    const since = ranOut.get(mark) ?? Date.now();
    ranOut.set(mark, since);
    return isWithin(LATE, since, Date.now());
  }

  /** Resolves when a session is learned, or after so many milliseconds. */
  function wakeUp(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      waiting.add(wake);
    });
  }

  /** Forgets all sessions of a world. */
  async function forgetWorld(world: string): Promise<void> {
    await inOrder(async () => {
      for (const key of (await store.all(`${PREFIX}${world} `)).keys()) await store.remove(key);
    });
  }

  return { learn, known, candidates, ofAccount, next, mayBeLate, forgetWorld };
}

export type Sessions = ReturnType<typeof createSessions>;

function throwFirst([first]: Failure[]): void {
  if (first) throw first.error;
}
