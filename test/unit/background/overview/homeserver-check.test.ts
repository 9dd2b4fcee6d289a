import assert from "node:assert/strict";
import { createRateLimit } from "../../../../src/background/delays/rate-limit.ts";
import { createHomeserverCheck } from "../../../../src/background/overview/homeserver-check.ts";

const HOMESERVER = "https://hs.example";
const session = { baseUrl: HOMESERVER, account: { userId: "@alice:x" } } as never;

/** A check of a homeserver with which nothing is wrong. `asked` counts the questions to it. */
function checking() {
  const clock = { now: 0 };
  let asked = 0;
  const now = () => clock.now;
  const limits = createRateLimit(now);
  const { checkHomeserver, forget } = createHomeserverCheck({
    support: {
      sendsAtOnce: async () => false,
      canSchedule: async () => {
        asked += 1;
        return true;
      },
    },
    restarts: { getThrough: async () => true },
    limits,
    now,
  });
  return { limits, clock, asked: () => asked, check: () => checkHomeserver(session), forget };
}

describe("the check of a homeserver", () => {
  it("is restarts-limited for five minutes after a refused restart, for that account only", async () => {
    const { limits, clock, check } = checking();
    limits.refused({ homeserver: HOMESERVER, userId: "@bob:x" });
    assert.equal(await check(), "ready");
    limits.refused({ homeserver: HOMESERVER, userId: "@alice:x" });
    assert.equal(await check(), "restarts-limited");
    clock.now = 300_000;
    assert.equal(await check(), "ready");
  });

  it("is that no longer if the clock is set back by a day", async () => {
    const { clock, limits, asked, check } = checking();
    clock.now = 86_400_000;
    limits.refused({ homeserver: HOMESERVER, userId: "@alice:x" });
    assert.equal(await check(), "restarts-limited");
    clock.now = 0;
    assert.equal(await check(), "ready");
    assert.equal(asked(), 2);
  });

  it("asks it at most every ten seconds, however often the popup asks", async () => {
    const { clock, asked, check } = checking();
    for (const now of [0, 4_000, 9_999]) {
      clock.now = now;
      await check();
    }
    assert.equal(asked(), 1);
    clock.now = 10_000;
    await check();
    assert.equal(asked(), 2);
  });

  it("asks it again at once if the user wants that", async () => {
    const { asked, check, forget } = checking();
    await check();
    forget();
    await check();
    assert.equal(asked(), 2);
  });
});
