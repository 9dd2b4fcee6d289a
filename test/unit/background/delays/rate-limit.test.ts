import assert from "node:assert/strict";
import { createRateLimit, NoSlotError } from "../../../../src/background/delays/rate-limit.ts";

const alice = { homeserver: "https://hs.example", userId: "@alice:x" };

/** A RateLimit, and a clock that the test sets. */
function limitsAt() {
  const time = { now: 1_000_000 };
  return { time, limits: createRateLimit(() => time.now) };
}

describe("the extension's own requests", () => {
  it("go out immediately if there were none for a while", () => {
    assert.equal(limitsAt().limits.wait(alice), 0);
  });

  it("leave three tokens for widgets, and never hold up their restarts", () => {
    const { limits } = limitsAt();
    limits.take(alice);
    assert.equal(limits.wait(alice), 0);
    limits.take(alice);
    assert.equal(limits.wait(alice), 1_000);
  });

  it("may go out again as the homeserver's rate limit refills, one per second", () => {
    const { limits, time } = limitsAt();
    for (let restarts = 0; restarts < 20; restarts += 1) limits.take(alice);
    assert.equal(limits.wait(alice), 4_000);
    time.now += 3_500;
    assert.equal(limits.wait(alice), 500);
    time.now += 500;
    assert.equal(limits.wait(alice), 0);
  });

  it("wait exactly as long as the homeserver says", () => {
    const { limits, time } = limitsAt();
    limits.refused(alice, 30_000);
    assert.equal(limits.wait(alice), 30_000);
    time.now += 30_000;
    assert.equal(limits.wait(alice), 0);
  });

  it("wait a few minutes at most, whatever the homeserver says", () => {
    for (const said of [3_600_000, 2 ** 31, Number.POSITIVE_INFINITY]) {
      const { limits } = limitsAt();
      limits.refused(alice, said);
      assert.equal(limits.wait(alice), 300_000);
    }
  });

  it("wait no longer if the clock is set back", () => {
    const { limits, time } = limitsAt();
    for (let restarts = 0; restarts < 20; restarts += 1) limits.take(alice);
    time.now -= 3_600_000;
    assert.equal(limits.wait(alice), 4_000);
    limits.refused(alice, 30_000);
    time.now -= 3_600_000;
    assert.equal(limits.wait(alice), 30_000);
    time.now += 30_000;
    assert.equal(limits.wait(alice), 0);
  });

  it("acquire no token if that would take more than a few seconds, and are told how long", async () => {
    const { limits } = limitsAt();
    limits.refused(alice, Number.POSITIVE_INFINITY);
    await assert.rejects(
      limits.acquire(alice),
      (error) => error instanceof NoSlotError && error.wait === 300_000,
    );
  });

  it("are counted for each account and homeserver separately", () => {
    const { limits } = limitsAt();
    limits.refused(alice, 30_000);
    assert.equal(limits.wait({ ...alice, userId: "@bob:x" }), 0);
    assert.equal(limits.wait({ ...alice, homeserver: "https://other.example" }), 0);
  });

  it("acquire their tokens one by one", async () => {
    const limits = createRateLimit(() => Date.now());
    const start = Date.now();
    for (let lists = 0; lists < 3; lists += 1) await limits.acquire(alice);
    const took = Date.now() - start;
    assert.ok(took >= 900, `${took} ms`);
  });

  it("have the time of a homeserver's last refusal", () => {
    const { limits, time } = limitsAt();
    assert.equal(limits.lastRefused(alice), undefined);
    limits.refused(alice);
    time.now += 5_000;
    assert.equal(limits.lastRefused(alice), 1_000_000);
  });
});
