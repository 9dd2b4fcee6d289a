import assert from "node:assert/strict";
import { createSessions } from "../../../../src/background/sessions/sessions.ts";
import { memoryStore } from "../memory-store.ts";
import { alice, at, bob, connecting, ORIGIN, onlyOne, seen, sessionsOf, tokenOf } from "./sessions-of.ts";

describe("a session in a page with more tokens than are remembered", () => {
  it("stays, whichever account's tokens rotate", async () => {
    const tokens = Array.from({ length: 12 }, (_, n) => `a${n}`);
    const { sessions } = sessionsOf({
      b: bob,
      ...Object.fromEntries(tokens.map((token) => [token, alice])),
    });
    await sessions.learn(seen("b"));
    for (const token of tokens) {
      await sessions.learn(seen(token));
      await sessions.known("default", ORIGIN);
    }
    assert.equal(tokenOf(await onlyOne(sessions, "default", ORIGIN, { userId: "@bob:x" })), "b");
    assert.equal(tokenOf(await onlyOne(sessions, "default", ORIGIN, { userId: "@alice:x" })), "a11");
  });

  it("is learned again after it was dropped, as soon as its client uses it again", async () => {
    const accounts = Object.fromEntries(
      Array.from({ length: 9 }, (_, n) => [`t${n}`, { userId: `@user${n}:x` }]),
    );
    const { sessions } = sessionsOf(accounts);
    for (const token of Object.keys(accounts)) await sessions.learn(seen(token));
    assert.equal(await onlyOne(sessions, "default", ORIGIN, { userId: "@user0:x" }), undefined);
    await sessions.learn(seen("t0"));
    assert.equal(tokenOf(await onlyOne(sessions, "default", ORIGIN, { userId: "@user0:x" })), "t0");
  });
});

describe("an account whose homeserver has two addresses", () => {
  const OTHER = at("https://hs2.example");

  it("counts once if its token is used at both", async () => {
    const { sessions } = sessionsOf({ a: alice });
    await sessions.learn(seen("a"));
    await sessions.learn(seen("a", OTHER));
    assert.equal((await onlyOne(sessions, "default", ORIGIN, {}))?.baseUrl, "https://hs2.example");
  });

  it("counts once if its token has rotated at one of them, since the old token connects the two", async () => {
    for (const places of [
      [OTHER, {}],
      [{}, OTHER],
    ]) {
      const { sessions } = sessionsOf({ a: alice, a2: alice });
      for (const place of places) await sessions.learn(seen("a", place));
      await sessions.learn(seen("a2"));
      assert.equal(tokenOf(await onlyOne(sessions, "default", ORIGIN, {})), "a2");
    }
  });

  it("counts twice if each saw a different token, since one may be another homeserver", async () => {
    const { sessions } = sessionsOf({ a: alice, a2: alice });
    await sessions.learn(seen("a"));
    await sessions.learn(seen("a2", OTHER));
    assert.equal(await onlyOne(sessions, "default", ORIGIN, {}), undefined);
  });
});

describe("a user whom a hostile homeserver also claims", () => {
  const EVIL = at("https://evil.example");
  const anybody = [{}, { userId: "@alice:x" }, { userId: "@alice:x", deviceId: "A" }, { deviceId: "A" }];
  const claiming = async (claimed: { userId: string; deviceId?: string }, evilLast: boolean) => {
    const given = sessionsOf({ good: alice, evil: claimed, b: bob });
    const learn = [() => given.sessions.learn(seen("good")), () => given.sessions.learn(seen("evil", EVIL))];
    for (const step of evilLast ? learn : learn.reverse()) await step();
    return given;
  };

  for (const claimed of [alice, { userId: alice.userId }, { userId: alice.userId, deviceId: "E" }])
    for (const evilLast of [true, false])
      it(`has no session at either, whoever is named and whichever came last: ${JSON.stringify([claimed, evilLast])}`, async () => {
        const { sessions } = await claiming(claimed, evilLast);
        for (const named of anybody)
          assert.deepEqual(await sessions.candidates("default", ORIGIN, named), [], JSON.stringify(named));
      });

  it("has no session while the true homeserver is silent and was never asked before", async () => {
    const { sessions, silent } = await claiming(alice, true);
    silent.add("https://hs.example");
    for (const named of anybody)
      await assert.rejects(sessions.candidates("default", ORIGIN, named), /no answer/);
  });

  it("has no session if the true homeserver has stopped answering since", async () => {
    const { sessions, silent } = await claiming(alice, true);
    await sessions.known("default", ORIGIN);
    silent.add("https://hs.example");
    for (const named of anybody) assert.deepEqual(await sessions.candidates("default", ORIGIN, named), []);
  });

  it("does not leave another user as the only candidate", async () => {
    const { sessions } = await claiming(alice, true);
    await sessions.learn(seen("b"));
    assert.deepEqual(await sessions.candidates("default", ORIGIN, {}), []);
  });

  it("does not affect another user who is named", async () => {
    const { sessions } = await claiming(alice, true);
    await sessions.learn(seen("b"));
    assert.equal(tokenOf(await onlyOne(sessions, "default", ORIGIN, { userId: "@bob:x" })), "b");
  });

  it("has a session again once the hostile one has ended", async () => {
    const { sessions } = await claiming(alice, true);
    await sessions.candidates("default", ORIGIN, {});
    await sessions.learn(seen("evil", { url: "https://evil.example/_matrix/client/v3/logout" }));
    assert.equal(tokenOf(await onlyOne(sessions, "default", ORIGIN, {})), "good");
  });

  it("keeps their own session when the hostile one logs out everywhere", async () => {
    const { sessions } = await claiming(alice, true);
    await sessions.known("default", ORIGIN);
    await sessions.learn(seen("evil", { url: "https://evil.example/_matrix/client/v3/logout/all" }));
    assert.equal(tokenOf(await onlyOne(sessions, "default", ORIGIN, {})), "good");
  });

  it("has no session for a token that two addresses attribute to different users", async () => {
    const store = memoryStore();
    const sessions = createSessions(
      store,
      connecting(async ({ baseUrl }) => (baseUrl === "https://evil.example" ? bob : alice)),
    );
    await sessions.learn(seen("good"));
    await sessions.learn(seen("good", EVIL));
    for (const named of [{}, { userId: "@bob:x" }])
      assert.deepEqual(await sessions.candidates("default", ORIGIN, named), []);
  });
});

describe("a widget whose URL names a device", () => {
  const two = async () => {
    const given = sessionsOf({ a: alice, b: bob });
    await given.sessions.learn(seen("a"));
    await given.sessions.learn(seen("b"));
    return given.sessions;
  };

  it("belongs to the account with that device", async () => {
    assert.equal(tokenOf(await onlyOne(await two(), "default", ORIGIN, { deviceId: "A" })), "a");
  });

  it("names nobody if no account has that device, which may be a camera", async () => {
    const sessions = await two();
    assert.equal((await sessions.candidates("default", ORIGIN, { deviceId: "camera" })).length, 2);
    const named = { userId: "@alice:x", deviceId: "camera" };
    assert.equal(tokenOf(await onlyOne(sessions, "default", ORIGIN, named)), "a");
  });

  it("has no session if the URL names a user and another user's device", async () => {
    const named = { userId: "@alice:x", deviceId: "B" };
    assert.deepEqual(await (await two()).candidates("default", ORIGIN, named), []);
  });

  it("belongs to nobody here if the URL names an unknown user, whatever device it names", async () => {
    const sessions = await two();
    for (const deviceId of ["A", "camera"])
      assert.deepEqual(await sessions.candidates("default", ORIGIN, { userId: "@eve:x", deviceId }), []);
  });
});
