import assert from "node:assert/strict";
import { createRateLimit } from "../../../../src/background/delays/rate-limit.ts";
import { createServerFacts } from "../../../../src/background/overview/server-facts.ts";

const ACCOUNT = { homeserver: "https://hs.example", userId: "@a:x" };
const BOTH = { unstable: true, stable: true, stickyEvents: false };

function facts(supports = async () => BOTH, limits = async () => ({ longest: 86_400_000, most: 100 })) {
  const clock = { now: 0 };
  let asked = 0;
  const rate = createRateLimit(() => clock.now);
  const { of, forget } = createServerFacts(rate, () => clock.now);
  const session = {
    baseUrl: ACCOUNT.homeserver,
    account: { userId: ACCOUNT.userId },
    homeserver: {
      supports() {
        asked += 1;
        return supports();
      },
      limits,
    },
  };
  const ofIt = (beats: number[] = []) => of(session as never, beats);
  return { clock, rate, forget, asked: () => asked, ofIt };
}
const down = () => Promise.reject(new Error("down"));

describe("what the popup says of a homeserver", () => {
  it("is the longest delay, how many may be pending, and which generation it speaks", async () => {
    assert.deepEqual(await facts().ofIt(), { longest: 86_400_000, most: 100, generation: "final" });
    const early = async () => ({ ...BOTH, stable: false });
    assert.equal((await facts(early).ofIt()).generation, "early");
  });

  it("leaves out what the homeserver does not say", async () => {
    assert.deepEqual(await facts(down, down).ofIt(), {});
  });

  it("is requested once in ten minutes, however often the popup asks, and at once if the user wants that", async () => {
    const { ofIt, asked, clock, forget } = facts();
    await ofIt();
    clock.now = 599_999;
    await ofIt();
    assert.equal(asked(), 1);
    clock.now = 600_000;
    await ofIt();
    assert.equal(asked(), 2);
    forget();
    await ofIt();
    assert.equal(asked(), 3);
  });

  it("mentions a rate limit for five minutes after a refusal", async () => {
    const { ofIt, rate, clock } = facts();
    clock.now = 10;
    rate.refused(ACCOUNT, 1_000);
    assert.deepEqual([(await ofIt()).limitedAt, (await ofIt()).fits], [10, undefined]);
    clock.now = 300_010;
    assert.equal((await ofIt()).limitedAt, undefined);
  });

  it("mentions it for half an hour if the heartbeats can never fit the limit", async () => {
    const { ofIt, rate, clock } = facts();
    rate.refused(ACCOUNT, 10_000);
    clock.now = 1_799_999;
    assert.deepEqual([(await ofIt([5_000])).fits, (await ofIt([20_000])).fits], [false, undefined]);
    clock.now = 1_800_000;
    assert.equal((await ofIt([5_000])).fits, undefined);
  });

  for (const [fits, what, wait, beats] of [
    [true, "one heartbeat is slower than the limit", 1_000, [5_000]],
    [true, "five together are just as fast", 1_000, [5_000, 5_000, 5_000, 5_000, 5_000]],
    [false, "six together are faster", 1_000, [5_000, 5_000, 5_000, 5_000, 5_000, 5_000]],
    [false, "one alone is faster", 10_000, [5_000]],
  ] as const)
    it(`says that the heartbeats ${fits ? "can" : "can never"} fit if ${what}`, async () => {
      const { ofIt, rate } = facts();
      rate.refused(ACCOUNT, wait);
      assert.equal((await ofIt([...beats])).fits, fits);
    });
});
