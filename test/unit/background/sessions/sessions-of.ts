import { createSessions, type Session, type Sessions } from "../../../../src/background/sessions/sessions.ts";
import { memoryStore } from "../memory-store.ts";

export const ORIGIN = "https://client.example";
/** A request in which a page of `ORIGIN` shows a token. */
export const seen = (token: string, over: object = {}) => ({
  world: "default",
  origin: ORIGIN,
  url: "https://hs.example/_matrix/client/v3/sync?timeout=0",
  authorization: `Bearer ${token}`,
  ...over,
});

/** The same to another homeserver. */
export const at = (homeserver: string) => ({ url: `${homeserver}/_matrix/client/v3/sync?timeout=0` });

/** Sessions of homeservers that know these tokens, but for those that give no answer. */
export function sessionsOf(accounts: Record<string, { userId: string; deviceId?: string }>) {
  const store = memoryStore();
  const asked: Session[] = [];
  const silent = new Set<string>();
  const sessions = createSessions(store, async (session) => {
    asked.push(session);
    if (silent.has(session.homeserver)) throw new Error(`${session.homeserver} gives no answer`);
    return accounts[session.accessToken] ?? "rejected";
  });
  return { store, asked, silent, sessions };
}

/** The session that a widget belongs to where there is one alone. */
export async function onlyOne(
  { candidates }: Pick<Sessions, "candidates">,
  ...place: Parameters<Sessions["candidates"]>
) {
  const [first, ...others] = await candidates(...place);
  return others.length === 0 ? first : undefined;
}

export const alice = { userId: "@alice:x", deviceId: "A" };
export const bob = { userId: "@bob:x", deviceId: "B" };
