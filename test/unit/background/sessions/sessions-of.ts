import assert from "node:assert/strict";
import type { Account } from "../../../../src/background/homeserver/account.ts";
import type { Connect, Homeserver } from "../../../../src/background/homeserver/homeserver.ts";
import type { Credentials, Renewal } from "../../../../src/background/homeserver/request.ts";
import type { Session } from "../../../../src/background/sessions/session.ts";
import { createSessions, type Sessions } from "../../../../src/background/sessions/sessions.ts";
import { memoryStore } from "../memory-store.ts";

export const ORIGIN = "https://client.example";
/** A request in which a page of `ORIGIN` uses a token. */
export const seen = (token: string, over: object = {}) => ({
  partition: "default",
  origin: ORIGIN,
  url: "https://hs.example/_matrix/client/v3/sync?timeout=0",
  authorization: `Bearer ${token}`,
  ...over,
});

/** The same request to another homeserver. */
export const at = (homeserver: string) => ({ url: `${homeserver}/_matrix/client/v3/sync?timeout=0` });

/** What each connection was created with, which the connection itself hides. */
const inside = new WeakMap<Homeserver, { credentials: Credentials; renewal?: Renewal | undefined }>();

/** Connects to homeservers that name each token's account by this function, and otherwise have these parts. */
export function connecting(
  whoAmI: (credentials: Credentials) => Promise<Account | "rejected">,
  parts: Partial<Homeserver> = {},
): Connect {
  return (credentials, renewal) => {
    const homeserver = { ...parts, whoAmI: () => whoAmI(credentials) } as Homeserver;
    inside.set(homeserver, { credentials, renewal });
    return homeserver;
  };
}

/** Where a session's connection goes, and with which token. */
export function credentialsOf(session: Session | undefined): Credentials | undefined {
  return session && inside.get(session.homeserver)?.credentials;
}

export function tokenOf(session: Session | undefined): string | undefined {
  return credentialsOf(session)?.token;
}

/** What a session's connection knows about its next tokens. */
export function renewalOf(session: Session): Renewal {
  const renewal = inside.get(session.homeserver)?.renewal;
  assert.ok(renewal);
  return renewal;
}

/** Sessions at homeservers that know these tokens, except the silent ones. */
export function sessionsOf(accounts: Record<string, Account>, parts?: Partial<Homeserver>) {
  const store = memoryStore();
  const asked: Credentials[] = [];
  const silent = new Set<string>();
  const connect = connecting(async (credentials) => {
    asked.push(credentials);
    const { baseUrl, token } = credentials;
    if (silent.has(baseUrl)) throw new Error(`${baseUrl} gives no answer`);
    return accounts[token] ?? "rejected";
  }, parts);
  const sessions = createSessions(store, connect);
  return { store, asked, silent, sessions };
}

/** @returns the session that a widget belongs to, if there is only one candidate */
export async function onlyOne(
  { candidates }: Pick<Sessions, "candidates">,
  ...place: Parameters<Sessions["candidates"]>
) {
  const [first, ...others] = await candidates(...place);
  return others.length === 0 ? first : undefined;
}

export const alice = { userId: "@alice:x", deviceId: "A" };
export const bob = { userId: "@bob:x", deviceId: "B" };
