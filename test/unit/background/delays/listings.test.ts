import assert from "node:assert/strict";
import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { createListings } from "../../../../src/background/delays/listings.ts";
import { createRateLimit, limitedOf, NoSlotError } from "../../../../src/background/delays/rate-limit.ts";
import { aSession } from "../sessions/a-session.ts";

/** A homeserver that lists nothing, or fails; `asked` counts the requests. */
function given(error?: Error) {
  const clock = { now: 1_000 };
  let asked = 0;
  const limits = createRateLimit(() => clock.now);
  const session = aSession({
    async pendingEvents() {
      asked += 1;
      if (error) throw error;
      return [];
    },
  });
  return { ...createListings({ limits, now: () => clock.now }), limits, session, clock, asked: () => asked };
}

describe("the list of what a homeserver has pending", () => {
  it("is requested once for everyone who needs it at one opening, and takes one slot", async () => {
    const { latest, ask, limits, session, asked } = given();
    const account = limitedOf(session);
    limits.take(account);
    const asking = ask(session);
    assert.equal(latest(session), asking);
    await asking;
    assert.equal(latest(session), asking);
    assert.equal(asked(), 1);
    assert.ok(limits.wait(account) > 0, "nothing was counted");
    limits.refund(account);
    assert.equal(limits.wait(account), 0, "more than one request was counted");
  });

  it("is absent before the request, after some seconds, for another account, and once forgotten", async () => {
    const { latest, ask, session, clock, forget } = given();
    assert.equal(latest(session), undefined);
    await ask(session);
    const bob = { ...session, account: { ...session.account, userId: "@bob:x" } };
    assert.equal(latest(bob), undefined);
    clock.now += 10_001;
    assert.equal(latest(session), undefined);
    await ask(session);
    forget();
    assert.equal(latest(session), undefined);
  });

  for (const [whose, refusal] of [
    ["the homeserver", new MatrixError({ errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 9_000 }, 429)],
    ["a proxy in front of it", new HTTPError("", 429, new Headers({ "retry-after": "9" }))],
  ] as const)
    it(`is not requested without a slot, and a 429 by ${whose} leaves no slot`, async () => {
      const { ask, limits, session, asked } = given(refusal);
      await assert.rejects(ask(session), refusal);
      assert.equal(limits.lastRefused(limitedOf(session)), 1_000);
      limits.refused(limitedOf(session), 60_000);
      await assert.rejects(ask(session), NoSlotError);
      assert.equal(asked(), 1);
    });
});
