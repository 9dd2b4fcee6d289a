import assert from "node:assert/strict";
import { inspect } from "node:util";
import { connect } from "../../../../src/background/homeserver/homeserver.ts";
import { homeserverOf } from "../../../../src/background/sessions/seen-request.ts";
import { createSessions } from "../../../../src/background/sessions/sessions.ts";
import {
  alice,
  bob,
  connecting,
  credentialsOf,
  ORIGIN,
  onlyOne,
  seen,
  sessionsOf,
  tokenOf,
} from "./sessions-of.ts";

describe("a session", () => {
  it("is learned from a page's request, with its homeserver and its account", async () => {
    const { sessions } = sessionsOf({ t1: alice });
    await sessions.learn(seen("t1"));
    const session = await onlyOne(sessions, "default", ORIGIN, {});
    assert.ok(session);
    const baseUrl = "https://hs.example";
    assert.deepEqual(credentialsOf(session), { baseUrl, token: "t1" });
    const { homeserver: _, traced: __, ...rest } = session;
    assert.deepEqual(rest, { baseUrl, account: alice, partition: "default", client: ORIGIN });
  });

  it("is handed out without its token", async () => {
    const homeserver = connect({ baseUrl: "https://hs.example", token: "secret" });
    const { sessions } = sessionsOf({ secret: alice }, homeserver);
    await sessions.learn(seen("secret"));
    const [session] = await sessions.known("default", ORIGIN);
    assert.ok(session);
    assert.ok(!inspect(session, { depth: null, showHidden: true }).includes("secret"));
  });

  it("is not learned from a request without a bearer token, or to a host that is no homeserver", async () => {
    const { sessions, store } = sessionsOf({});
    await sessions.learn(seen("", { authorization: "Basic abc" }));
    await sessions.learn(seen("t1", { url: "https://hs.example/other" }));
    assert.equal(store.values.size, 0);
  });

  for (const [what, authorization] of [
    ["without a header", undefined],
    ["beside a proxy's own login", "Basic abc"],
  ] as const)
    it(`is learned from a token in the address ${what}, and is stored without the address`, async () => {
      const { sessions, store } = sessionsOf({ t1: alice });
      const url = "https://hs.example/_matrix/client/r0/sync?access_token=t1&timeout=0";
      const { authorization: _, ...request } = seen("", { url });
      assert.equal(await sessions.learn({ ...request, ...(authorization && { authorization }) }), true);
      assert.equal(tokenOf(await onlyOne(sessions, "default", ORIGIN, {})), "t1");
      assert.doesNotMatch(JSON.stringify([...store.values]), /sync|access_token/);
    });

  it("ends with a logout whose token is in the address", async () => {
    const { sessions, store } = sessionsOf({ t1: alice });
    await sessions.learn(seen("t1"));
    const { authorization: _, ...logout } = seen("", {
      url: "https://hs.example/_matrix/client/r0/logout?access_token=t1",
    });
    await sessions.learn(logout);
    assert.deepEqual([...store.values], []);
  });

  for (const query of ["access_token=", "access_token=a&access_token=b", "access_token=a%20b", "token=t1"])
    it(`is not learned from an address with ${query}`, async () => {
      const { sessions, store } = sessionsOf({});
      const { authorization: _, ...request } = seen("", {
        url: `https://hs.example/_matrix/client/v3/sync?${query}`,
      });
      assert.equal(await sessions.learn(request), false);
      assert.equal(store.values.size, 0);
    });

  it("belongs only to its origin and partition", async () => {
    const { sessions } = sessionsOf({ t1: alice });
    await sessions.learn(seen("t1"));
    assert.equal(await onlyOne(sessions, "default", "https://other.example", {}), undefined);
    assert.equal(await onlyOne(sessions, "default", `${ORIGIN}:8443`, {}), undefined);
    assert.equal(await onlyOne(sessions, "private", ORIGIN, {}), undefined);
  });

  it("has the newest of an account's tokens", async () => {
    const { sessions } = sessionsOf({ t1: alice, t2: alice });
    await sessions.learn(seen("t1"));
    await sessions.learn(seen("t2"));
    assert.equal(tokenOf(await onlyOne(sessions, "default", ORIGIN, {})), "t2");
  });

  it("is gone once the homeserver no longer knows its token", async () => {
    const { sessions, store } = sessionsOf({});
    await sessions.learn(seen("t1"));
    assert.equal(await onlyOne(sessions, "default", ORIGIN, {}), undefined);
    assert.deepEqual([...store.values.values()], []);
  });

  it("is kept for 16 ports of a host, however many appear at once, and for every other host", async () => {
    const { sessions, store } = sessionsOf({ t1: alice });
    const from = (port: number) => seen("t1", { origin: `${ORIGIN}:${8000 + port}` });
    await Promise.all(Array.from({ length: 40 }, (_, port) => sessions.learn(from(port))));
    assert.equal(store.values.size, 16);
    await sessions.learn(seen("t1", { origin: "https://other.example" }));
    await sessions.learn({ ...from(39), partition: "private" });
    assert.equal(store.values.size, 18);
  });

  it("is learned from another port once one of these has no session left", async () => {
    const { sessions, store } = sessionsOf({ t1: alice });
    const from = (port: number) => seen("t1", { origin: `${ORIGIN}:${8000 + port}` });
    for (let port = 0; port < 17; port += 1) await sessions.learn(from(port));
    await sessions.learn({ ...from(3), url: "https://hs.example/_matrix/client/v3/logout" });
    await sessions.learn(from(16));
    assert.deepEqual([store.values.size, store.values.has(`session default ${ORIGIN}:8016`)], [16, true]);
  });

  it("gets a new token if its origin already has a session, however many ports have one", async () => {
    const { sessions } = sessionsOf({ t1: alice, t2: alice });
    const origin = (port: number) => `${ORIGIN}:${8000 + port}`;
    for (let port = 0; port < 16; port += 1) await sessions.learn(seen("t1", { origin: origin(port) }));
    await sessions.learn(seen("t2", { origin: origin(5) }));
    assert.equal(tokenOf(await onlyOne(sessions, "default", origin(5), {})), "t2");
  });

  it("is not learned if its token or address is impossibly long", async () => {
    const { sessions, store } = sessionsOf({});
    await sessions.learn(seen("t".repeat(4_097)));
    await sessions.learn(
      seen("t1", { url: `https://hs.example/${"a".repeat(1_000)}/_matrix/client/v3/sync` }),
    );
    assert.equal(store.values.size, 0);
    await sessions.learn(seen("t".repeat(4_096)));
    assert.equal(store.values.size, 1);
  });

  it("does not exist if a page has two accounts and the widget names neither, since it would be a guess", async () => {
    const { sessions } = sessionsOf({ t1: alice, t2: bob });
    await sessions.learn(seen("t1"));
    await sessions.learn(seen("t2"));
    assert.equal(await onlyOne(sessions, "default", ORIGIN, {}), undefined);
  });

  it("is no longer a guess once the homeserver has ended one of the two accounts' sessions", async () => {
    const accounts: Record<string, typeof alice> = { t1: alice, t2: bob };
    const { sessions } = sessionsOf(accounts);
    await sessions.learn(seen("t1"));
    await sessions.known("default", ORIGIN);
    await sessions.learn(seen("t2"));
    delete accounts.t1;
    assert.equal((await onlyOne(sessions, "default", ORIGIN, {}))?.account.userId, bob.userId);
  });

  describe("that its page logs out", () => {
    const logout = (token: string, path: string) => seen(token, { url: `https://hs.example${path}` });

    const V3 = "/_matrix/client/v3";
    for (const path of [
      ...[
        `${V3}/logout`,
        "/_matrix/client/r0/logout/all",
        `${V3}/logout?x`,
        `${V3}/logout/`,
        `${V3}/logout/all/?x=/y`,
      ],
      ...[`${V3}/%6Cogout`, `${V3}/logout%2Fall`, `${V3}//logout`, `${V3}/logout#x`, `${V3}/./logout`],
    ])
      it(`is gone at once by ${path}, and its token is not learned again`, async () => {
        const { sessions } = sessionsOf({ t1: alice });
        await sessions.learn(seen("t1"));
        await sessions.known("default", ORIGIN);
        await sessions.learn(logout("t1", path));
        await sessions.learn(seen("t1"));
        assert.deepEqual(await sessions.known("default", ORIGIN), []);
      });

    it("everywhere also ends the account's other sessions in that client, but no other account's", async () => {
      const { sessions } = sessionsOf({ t1: alice, t2: { ...alice, deviceId: "A2" }, t3: bob });
      for (const token of ["t1", "t2", "t3"]) await sessions.learn(seen(token));
      await sessions.known("default", ORIGIN);
      await sessions.learn(logout("t1", "/_matrix/client/v3/logout/all"));
      assert.deepEqual((await sessions.known("default", ORIGIN)).map(tokenOf), ["t3"]);
    });

    it("stays in other clients, and after a request that only looks like a logout", async () => {
      const { sessions } = sessionsOf({ t1: alice });
      await sessions.learn(seen("t1"));
      await sessions.learn(seen("t1", { origin: "https://other.example" }));
      await sessions.learn(logout("t1", "/_matrix/client/v3/logout"));
      assert.equal((await sessions.known("default", "https://other.example")).length, 1);
      for (const path of [
        "logout/x",
        "logout/all/x",
        "x?/logout",
        "x#/logout",
        "rooms/logout",
        "logouts",
        "%zz/logout",
      ]) {
        const url = `https://hs.example/_matrix/client/v3/${path}`;
        await sessions.learn(seen("t1", { origin: "https://other.example", url }));
        assert.equal((await sessions.known("default", "https://other.example")).length, 1, path);
      }
    });
  });

  it("is forgotten with its private partition, and others stay", async () => {
    const { sessions } = sessionsOf({ t1: alice });
    await sessions.learn(seen("t1", { partition: "private" }));
    await sessions.learn(seen("t1"));
    await sessions.forgetPartition("private");
    assert.deepEqual(await sessions.known("private", ORIGIN), []);
    assert.equal((await sessions.known("default", ORIGIN)).length, 1);
  });

  it("is the one that the widget's URL names if a page has two accounts", async () => {
    const { sessions } = sessionsOf({ t1: alice, t2: bob });
    await sessions.learn(seen("t1"));
    await sessions.learn(seen("t2"));
    assert.equal(tokenOf(await onlyOne(sessions, "default", ORIGIN, { userId: "@alice:x" })), "t1");
    assert.equal(tokenOf(await onlyOne(sessions, "default", ORIGIN, { deviceId: "B" })), "t2");
  });

  it("does not exist if the widget's URL names a user who is not logged in", async () => {
    const { sessions } = sessionsOf({ t1: alice });
    await sessions.learn(seen("t1"));
    assert.equal(await onlyOne(sessions, "default", ORIGIN, { userId: "@mallory:x" }), undefined);
  });

  it("asks for its account once", async () => {
    const { sessions, asked } = sessionsOf({ t1: alice });
    await sessions.learn(seen("t1"));
    await onlyOne(sessions, "default", ORIGIN, {});
    await onlyOne(sessions, "default", ORIGIN, {});
    assert.equal(asked.length, 1);
  });

  it("survives the worker's death, in storage", async () => {
    const { sessions, store } = sessionsOf({ t1: alice });
    await sessions.learn(seen("t1"));
    const next = createSessions(
      store,
      connecting(async () => alice),
    );
    assert.equal(tokenOf(await onlyOne(next, "default", ORIGIN, {})), "t1");
  });

  it("is learned from the next request if storage did not take it at the first", async () => {
    const { sessions, store } = sessionsOf({ t1: alice });
    store.most = 0;
    await assert.rejects(sessions.learn(seen("t1")));
    store.most = 1;
    assert.equal(await sessions.learn(seen("t1")), true);
  });

  it("is not read from storage that holds something else", async () => {
    const { sessions, store } = sessionsOf({ t1: alice });
    await store.set(`session default ${ORIGIN}`, [{ accessToken: 1 }]);
    assert.equal(await onlyOne(sessions, "default", ORIGIN, {}), undefined);
  });
});

describe("the homeserver of a request", () => {
  for (const [url, base] of [
    ["https://hs.example/_matrix/client/v3/sync", "https://hs.example"],
    ["http://localhost:8008/_matrix/client/versions", "http://localhost:8008"],
    ["https://example.org/matrix/hs/_matrix/client/v3/sync", "https://example.org/matrix/hs"],
    ["https://example.org/?x=/_matrix/client/v3/sync", undefined],
    ["https://example.org/_matrix/media/v3/x", undefined],
    ["wss://example.org/_matrix/client/v3/sync", undefined],
  ] as const)
    it(`is ${base} for ${url}`, () => {
      assert.equal(homeserverOf(url), base);
    });
});
