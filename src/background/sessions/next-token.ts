import { isWithin } from "../../delayed-events/times.ts";
import { countdown } from "../countdown.ts";
import { LimitedMap } from "../limited-map.ts";
import type { Identities } from "./identities.ts";
import {
  type IdentifiedSession,
  isSame,
  isSameAccount,
  markOf,
  type StoredSession,
} from "./stored-session.ts";

/**
 * Within what time a client with an expired token asks for its next one (ms): its long poll takes 30 s, and some take
 * longer.
 */
const LATE = 60_000;
/** How many expired tokens are remembered, for all pages together. */
const TOKENS = 500;

/**
 * Waits for a client's next token, once its homeserver no longer knows the last one.
 * @param forget forgets a session whose token has ended
 */
export function createNextTokens(
  identities: Identities,
  forget: (partition: string, client: string, session: StoredSession) => Promise<void>,
) {
  const waiting = new Set<() => void>();
  /** When each token was first found to have expired. */
  const expired = new LimitedMap<string, number>(TOKENS);

  /**
   * The homeserver no longer knows a session's token: waits for the client's next one. The session is forgotten, unless
   * its client may not have noticed yet that the token has expired: a call's restarts can do without the token.
   * @param within milliseconds
   * @returns the next token of the same account in the same place; nothing if none is seen in time
   */
  async function next(
    partition: string,
    client: string,
    session: IdentifiedSession,
    within: number,
  ): Promise<string | undefined> {
    const since = expired.get(markOf(partition, client, session));
    if (since === undefined || !isWithin(LATE, since, Date.now())) await forget(partition, client, session);
    const left = countdown(within);
    for (;;) {
      const woken = left() > 0 ? wakeUp(left()) : undefined;
      const { known } = await identities.ask(partition, client, { homeserver: session.homeserver });
      const newer = known.find((other) => isSameAccount(other, session) && !isSame(other, session));
      if (newer) {
        await forget(partition, client, session);
        return newer.accessToken;
      }
      if (!woken) return undefined;
      await woken;
    }
  }

  /**
   * The homeserver has said that a session's token has expired.
   * @returns whether its client may not have noticed yet
   */
  function mayBeLate(partition: string, client: string, session: IdentifiedSession): boolean {
    const mark = markOf(partition, client, session);
    const since = expired.get(mark) ?? Date.now();
    expired.set(mark, since);
    return isWithin(LATE, since, Date.now());
  }

  /** Resolves when a session is learned, or after `ms` milliseconds. */
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

  /** A session was learned: everybody who waits checks whether it is theirs. */
  function learned(): void {
    for (const wake of waiting) wake();
  }

  return { next, mayBeLate, learned };
}
