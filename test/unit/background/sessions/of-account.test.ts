import assert from "node:assert/strict";
import { withNewest } from "../../../../src/background/sessions/session-list.ts";
import type { StoredSession } from "../../../../src/background/sessions/stored-session.ts";
import { alice, at, bob, ORIGIN, renewalOf, seen, sessionsOf, tokenOf } from "./sessions-of.ts";

const HOMESERVER = "https://hs.example";
const OTHER = "https://hs2.example";
const LOGOUT = { url: `${HOMESERVER}/_matrix/client/v3/logout` };

describe("an account's session", () => {
  /** A page where first Alice and then Bob have logged in, at one homeserver. */
  async function aPage() {
    const { sessions, silent } = sessionsOf({ a1: alice, a2: alice, b: bob });
    for (const token of ["a1", "b"]) await sessions.learn(seen(token));
    const tokenFor = async (
      userId: string,
      homeserver = HOMESERVER,
      origin = ORIGIN,
      partition = "default",
    ) => tokenOf(await sessions.ofAccount(partition, origin, { userId, homeserver }));
    return { sessions, silent, tokenFor };
  }

  it("belongs to that account, whoever else is logged in there", async () => {
    const { tokenFor } = await aPage();
    assert.deepEqual([await tokenFor(alice.userId), await tokenFor(bob.userId)], ["a1", "b"]);
  });

  it("is its newest", async () => {
    const { sessions, tokenFor } = await aPage();
    await sessions.learn(seen("a2"));
    assert.equal(await tokenFor(alice.userId), "a2");
  });

  it("does not exist if nobody with that name is logged in", async () => {
    const { tokenFor } = await aPage();
    assert.equal(await tokenFor("@carol:x"), undefined);
  });

  it("is not that of a namesake at another homeserver, in another client or in another partition", async () => {
    const { tokenFor } = await aPage();
    assert.equal(await tokenFor(alice.userId, OTHER), undefined);
    assert.equal(await tokenFor(alice.userId, HOMESERVER, "https://other.example"), undefined);
    assert.equal(await tokenFor(alice.userId, HOMESERVER, ORIGIN, "private"), undefined);
  });

  it("cannot be ruled out while its homeserver gives no answer", async () => {
    const { silent, tokenFor } = await aPage();
    silent.add(HOMESERVER);
    await assert.rejects(tokenFor("@carol:x"), /no answer/);
  });

  it("ends alone, without the user's other session, when its page logs out", async () => {
    const { sessions, tokenFor } = await aPage();
    await sessions.learn(seen("a2"));
    await sessions.known("default", ORIGIN);
    await sessions.learn(seen("a2", LOGOUT));
    assert.deepEqual([await tokenFor(alice.userId), await tokenFor(bob.userId)], ["a1", "b"]);
  });

  it("does not continue with a token for the same user and device at another homeserver", async () => {
    const { sessions } = await aPage();
    const [old] = (await sessions.known("default", ORIGIN)).filter((session) => tokenOf(session) === "a1");
    assert.ok(old);
    await sessions.learn(seen("a2", at(OTHER)));
    assert.equal(await renewalOf(old).next(0), undefined);
  });
});

describe("the session that is dropped when space runs out", () => {
  const session = (name: string, homeserver = HOMESERVER): StoredSession => ({
    homeserver,
    accessToken: `${name} at ${homeserver}`,
    account: { userId: name, deviceId: name },
  });
  const others = Array.from({ length: 7 }, (_, n) => session(`user${n}`));

  it("is the older one of the same account and device", () => {
    const older = session("alice");
    const newest = { ...older, accessToken: "newer" };
    assert.deepEqual(withNewest(newest, [older, ...others]).dropped, older);
  });

  for (const [what, newest] of [
    ["at another homeserver", session("alice", OTHER)],
    ["with another device", { ...session("alice"), account: { userId: "alice", deviceId: "B" } }],
    ["one whose account is not known yet", { homeserver: HOMESERVER, accessToken: "new" }],
  ] as const)
    it(`is the oldest, not the one of the same name, if the newest is ${what}`, () => {
      assert.deepEqual(withNewest(newest, [session("alice"), ...others]).dropped, others.at(-1));
    });
});
