import assert from "node:assert/strict";
import { mock } from "node:test";
import { alice, bob, ORIGIN, renewalOf, seen, sessionsOf } from "./sessions-of.ts";

describe("a session whose token has expired", () => {
  const rotating = async () => {
    const { sessions, store } = sessionsOf({
      t1: alice,
      t2: alice,
      t3: bob,
      t4: { ...alice, deviceId: "A2" },
    });
    await sessions.learn(seen("t1"));
    const [old] = await sessions.known("default", ORIGIN);
    assert.ok(old);
    return { sessions, store, old };
  };

  it("goes on with the client's next one, which may come a moment later", async () => {
    const { sessions, old } = await rotating();
    const next = renewalOf(old).next(5_000);
    await sessions.learn(seen("t2"));
    assert.equal(await next, "t2");
  });

  it("goes on with one that already exists, without waiting", async () => {
    const { sessions, old } = await rotating();
    await sessions.learn(seen("t2"));
    assert.equal(await renewalOf(old).next(0), "t2");
  });

  it("is over when none comes in time, and is not learned again", async () => {
    const { sessions, old } = await rotating();
    assert.equal(await renewalOf(old).next(20), undefined);
    await sessions.learn(seen("t1"));
    assert.deepEqual(await sessions.known("default", ORIGIN), []);
  });

  it("may stay expired unnoticed by its client for a minute, and no longer", async () => {
    const { sessions, old } = await rotating();
    await sessions.learn(seen("t2"));
    const [other] = await sessions.known("default", ORIGIN);
    assert.ok(other);
    mock.timers.enable({ apis: ["Date"], now: Date.now() });
    try {
      assert.equal(renewalOf(old).mayBeLate(), true);
      mock.timers.tick(59_000);
      assert.equal(renewalOf(old).mayBeLate(), true);
      assert.equal(renewalOf(other).mayBeLate(), true);
      mock.timers.tick(1_000);
      assert.equal(renewalOf(old).mayBeLate(), false);
    } finally {
      mock.timers.reset();
    }
  });

  it("is there for restarts without a token for that minute, or until the next token, whatever else is asked", async () => {
    for (const comes of [true, false]) {
      const { sessions, store, old } = await rotating();
      mock.timers.enable({ apis: ["Date"], now: Date.now() });
      try {
        assert.equal(renewalOf(old).mayBeLate(), true);
        assert.equal(await renewalOf(old).next(0), undefined);
        assert.equal((await sessions.known("default", ORIGIN)).length, 1);
        if (comes) await sessions.learn(seen("t2"));
        else mock.timers.tick(60_000);
        assert.equal(await renewalOf(old).next(0), comes ? "t2" : undefined);
        const tokens = [...store.values.values()]
          .flat()
          .map((each) => (each as { accessToken: string }).accessToken);
        assert.deepEqual(tokens, comes ? ["t2"] : []);
      } finally {
        mock.timers.reset();
      }
    }
  });

  it("may not do so for a day if the clock is set back", async () => {
    const { old } = await rotating();
    mock.timers.enable({ apis: ["Date"], now: 90_000_000 });
    try {
      assert.equal(renewalOf(old).mayBeLate(), true);
      mock.timers.setTime(3_600_000);
      assert.equal(renewalOf(old).mayBeLate(), false);
    } finally {
      mock.timers.reset();
    }
  });

  it("is waited for no longer if the clock is set back meanwhile", async () => {
    const { old } = await rotating();
    mock.timers.enable({ apis: ["Date"], now: 90_000_000 });
    try {
      const next = renewalOf(old).next(100);
      mock.timers.setTime(0);
      assert.equal(await next, undefined);
    } finally {
      mock.timers.reset();
    }
  });

  it("never goes on with another account's, another device's or another client's", async () => {
    const { sessions, old } = await rotating();
    const next = renewalOf(old).next(50);
    await sessions.learn(seen("t3"));
    await sessions.learn(seen("t4"));
    await sessions.learn(seen("t2", { origin: "https://other.example" }));
    assert.equal(await next, undefined);
  });
});
