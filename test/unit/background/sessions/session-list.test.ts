import assert from "node:assert/strict";
import { alice, at, bob, ORIGIN, onlyOne, seen, sessionsOf } from "./sessions-of.ts";

describe("a session in a page that shows more tokens than are remembered", () => {
  it("stays, whichever account's tokens are rotated", async () => {
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
    assert.equal((await onlyOne(sessions, "default", ORIGIN, { userId: "@bob:x" }))?.accessToken, "b");
    assert.equal((await onlyOne(sessions, "default", ORIGIN, { userId: "@alice:x" }))?.accessToken, "a11");
  });

  it("is learned again where it was dropped, as soon as its client shows it again", async () => {
    const accounts = Object.fromEntries(
      Array.from({ length: 9 }, (_, n) => [`t${n}`, { userId: `@user${n}:x` }]),
    );
    const { sessions } = sessionsOf(accounts);
    for (const token of Object.keys(accounts)) await sessions.learn(seen(token));
    assert.equal(await onlyOne(sessions, "default", ORIGIN, { userId: "@user0:x" }), undefined);
    await sessions.learn(seen("t0"));
    assert.equal((await onlyOne(sessions, "default", ORIGIN, { userId: "@user0:x" }))?.accessToken, "t0");
  });
});

describe("an account whose homeserver has two addresses", () => {
  const OTHER = at("https://hs2.example");

  it("is one, where its token is shown at both", async () => {
    const { sessions } = sessionsOf({ a: alice });
    await sessions.learn(seen("a"));
    await sessions.learn(seen("a", OTHER));
    assert.equal((await onlyOne(sessions, "default", ORIGIN, {}))?.homeserver, "https://hs2.example");
  });

  it("is not taken for one, where each has shown a token of its own: it may be another homeserver's", async () => {
    const { sessions } = sessionsOf({ a: alice, a2: alice });
    await sessions.learn(seen("a"));
    await sessions.learn(seen("a2", OTHER));
    assert.equal(await onlyOne(sessions, "default", ORIGIN, {}), undefined);
  });
});
