import assert from "node:assert/strict";
import type { Credentials } from "../../../../src/background/homeserver/request.ts";
import { createSessions } from "../../../../src/background/sessions/sessions.ts";
import { memoryStore } from "../memory-store.ts";
import { alice, connecting, ORIGIN, renewalOf, seen } from "./sessions-of.ts";

const LOGOUT = { url: "https://hs.example/_matrix/client/v3/logout" };

describe("a token that an earlier worker learned", () => {
  /**
   * A worker that has just started, with that token in storage; `isAlive` says whether the homeserver still knows it.
   */
  async function started({ isAlive = false } = {}) {
    const store = memoryStore();
    await createSessions(
      store,
      connecting(async () => alice),
    ).learn(seen("t1"));
    const asked: Credentials[] = [];
    const connect = connecting(async (credentials) => {
      asked.push(credentials);
      return isAlive ? alice : "rejected";
    });
    const sessions = createSessions(store, connect);
    return { sessions, asked, tokens: () => [...store.values.values()].flat() };
  }

  it("is neither learned nor checked again once the homeserver no longer knows it", async () => {
    const { sessions, asked, tokens } = await started();
    assert.deepEqual(await sessions.known("default", ORIGIN), []);
    await sessions.learn(seen("t1"));
    assert.deepEqual([await sessions.known("default", ORIGIN), tokens()], [[], []]);
    assert.equal(asked.length, 1);
  });

  it("is not learned again once its page has logged out, even if the homeserver still knows it", async () => {
    const { sessions, tokens } = await started({ isAlive: true });
    await sessions.learn(seen("t1", LOGOUT));
    await sessions.learn(seen("t1"));
    assert.deepEqual(tokens(), []);
  });

  it("is not learned again once it has expired and no other has appeared", async () => {
    const { sessions, tokens } = await started({ isAlive: true });
    const [old] = await sessions.known("default", ORIGIN);
    assert.ok(old);
    assert.equal(await renewalOf(old).next(0), undefined);
    await sessions.learn(seen("t1"));
    assert.deepEqual(tokens(), []);
  });

  it("is stored once, however often its page shows it", async () => {
    const { sessions, tokens } = await started({ isAlive: true });
    await sessions.learn(seen("t1"));
    assert.equal(tokens().length, 1);
  });

  it("is dead only in its own page's origin and partition", async () => {
    const { sessions } = await started({ isAlive: true });
    await sessions.learn(seen("t1", LOGOUT));
    await sessions.learn(seen("t1", { origin: "https://other.example" }));
    await sessions.learn(seen("t1", { partition: "private" }));
    assert.equal((await sessions.known("default", "https://other.example")).length, 1);
    assert.equal((await sessions.known("private", ORIGIN)).length, 1);
  });
});
