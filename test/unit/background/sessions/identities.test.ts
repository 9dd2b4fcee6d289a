import assert from "node:assert/strict";
import { alice, at, bob, ORIGIN, onlyOne, renewalOf, seen, sessionsOf, tokenOf } from "./sessions-of.ts";

describe("a session's account", () => {
  it("is requested once, however many need it at the same time", async () => {
    const { sessions, asked } = sessionsOf({ t1: alice });
    await sessions.learn(seen("t1"));
    const account = { userId: "@alice:x", homeserver: "https://hs.example" };
    const found = await Promise.all([1, 2, 3].map(() => sessions.ofAccount("default", ORIGIN, account)));
    assert.deepEqual(found.map(tokenOf), ["t1", "t1", "t1"]);
    assert.equal(asked.length, 1);
  });
});

describe("a session whose homeserver gives no answer", () => {
  const SILENT = "https://silent.example";
  const unanswered = /silent\.example gives no answer/;
  /** Alice's known session, and one with this token at the silent homeserver. */
  const besides = async (token: string) => {
    const given = sessionsOf({ t1: alice, t2: bob });
    given.silent.add(SILENT);
    await given.sessions.learn(seen("t1"));
    await given.sessions.known("default", ORIGIN);
    await given.sessions.learn(seen(token, at(SILENT)));
    return given;
  };

  it("does not affect another account that is asked for", async () => {
    const { sessions } = await besides("t2");
    const account = { userId: "@alice:x", homeserver: "https://hs.example" };
    assert.equal(tokenOf(await sessions.ofAccount("default", ORIGIN, account)), "t1");
    assert.equal((await sessions.known("default", ORIGIN)).length, 1);
  });

  it("does not affect a user who is known at an address that belongs to their own server by its name", async () => {
    for (const host of ["hs.example", "matrix.hs.example", "matrix-client.hs.example", "hs.example:8448"]) {
      const userId = "@alice:hs.example";
      const { sessions, silent } = sessionsOf({ t1: { userId }, t2: bob });
      silent.add(SILENT);
      await sessions.learn(seen("t1", at(`https://${host}`)));
      await sessions.learn(seen("t2", at(SILENT)));
      assert.equal(tokenOf(await onlyOne(sessions, "default", ORIGIN, { userId })), "t1", host);
    }
  });

  it("may be that user's if the address is another server's, whatever the homeserver there answers", async () => {
    for (const host of ["evil.example", "evil.hs.example", "xhs.example", "hs.example.evil.example"]) {
      const userId = "@alice:hs.example";
      const { sessions, silent } = sessionsOf({ t1: { userId, deviceId: "A" }, t2: { userId } });
      silent.add(SILENT);
      await sessions.learn(seen("t1", at(`https://${host}`)));
      await sessions.learn(seen("t2", at(SILENT)));
      for (const named of [{ userId }, { deviceId: "A" }, { userId, deviceId: "A" }, {}])
        await assert.rejects(sessions.candidates("default", ORIGIN, named), unanswered, host);
    }
  });

  it("does not affect a user who is known at the same address", async () => {
    const accounts = { t1: alice };
    const { sessions, asked } = sessionsOf(accounts);
    await sessions.learn(seen("t1"));
    await sessions.known("default", ORIGIN);
    Object.defineProperty(accounts, "t2", { get: () => assert.fail("The homeserver gives no answer") });
    await sessions.learn(seen("t2"));
    assert.equal(tokenOf(await onlyOne(sessions, "default", ORIGIN, { userId: "@alice:x" })), "t1");
    assert.ok(asked.some(({ token }) => token === "t2"));
  });

  it("may be the right one if no user is named, or only an unknown one, so nothing is guessed", async () => {
    const { sessions } = await besides("t2");
    for (const named of [{}, { userId: "@bob:x" }])
      await assert.rejects(sessions.candidates("default", ORIGIN, named), unanswered);
    const account = { userId: "@bob:x", homeserver: SILENT };
    await assert.rejects(sessions.ofAccount("default", ORIGIN, account), unanswered);
  });

  it("does not count as a second account if its token is known at another address", async () => {
    const { sessions } = await besides("t1");
    assert.equal((await onlyOne(sessions, "default", ORIGIN, {}))?.baseUrl, "https://hs.example");
  });

  it("is not even checked if the wanted account, or the next token, is of another homeserver", async () => {
    const { sessions, asked } = await besides("t2");
    asked.length = 0;
    const account = { userId: "@alice:x", homeserver: "https://hs.example" };
    const found = await sessions.ofAccount("default", ORIGIN, account);
    assert.ok(found);
    assert.equal(await renewalOf(found).next(0), undefined);
    assert.deepEqual(asked, []);
  });

  it("keeps its known account without repeated checks", async () => {
    const { sessions, asked, silent } = sessionsOf({ t1: alice, t2: bob });
    await sessions.learn(seen("t1"));
    await sessions.learn(seen("t2", at(SILENT)));
    await sessions.known("default", ORIGIN);
    silent.add(SILENT);
    asked.length = 0;
    for (let times = 0; times < 3; times += 1)
      assert.deepEqual(
        (await sessions.candidates("default", ORIGIN, {})).map(({ account }) => account),
        [bob, alice],
      );
    assert.equal(asked.length, 2);
  });

  it("is an error, not a lack of sessions, if there is no other", async () => {
    const { sessions, silent } = sessionsOf({ t1: alice });
    silent.add(SILENT);
    await sessions.learn(seen("t1", at(SILENT)));
    await assert.rejects(sessions.known("default", ORIGIN), unanswered);
  });
});
