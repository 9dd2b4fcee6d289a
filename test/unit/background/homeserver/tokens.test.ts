import assert from "node:assert/strict";
import { mock } from "node:test";
import { connect } from "../../../../src/background/homeserver/homeserver.ts";
import type { Renewal } from "../../../../src/background/homeserver/request.ts";
import { isNoAnswer, TokenRunOutError } from "../../../../src/background/homeserver/request-errors.ts";
import { responseTo } from "../../../../src/background/widgets/responses.ts";

const RAN_OUT = { errcode: "M_UNKNOWN_TOKEN", soft_logout: true };
const ENDED = { errcode: "M_UNKNOWN_TOKEN" };
const GUESTS_MAY_NOT = { errcode: "M_GUEST_ACCESS_FORBIDDEN" };

/**
 * Restarts a delay at a homeserver that gives these answers.
 * @returns the token of each request, and the outcome
 */
async function restarted(
  answer: (token: string | undefined) => [object, number],
  { next, late = true, token = "t1", action = "restart" as const }: Scene = {},
) {
  const shown: (string | undefined)[] = [];
  mock.restoreAll();
  mock.method(globalThis, "fetch", async (_: unknown, { headers }: RequestInit) => {
    const [, given] = new Headers(headers).get("authorization")?.split(" ") ?? [];
    shown.push(given);
    const [body, status] = answer(given);
    return Response.json(body, { status });
  });
  const renewal: Renewal = { next: async () => next, mayBeLate: () => late };
  const session = { baseUrl: "https://hs.example", token };
  const outcome = await connect(session, new Map([["update", "path"]]), renewal)
    .update("d1", action)
    .then(
      () => "done",
      (error) => error.errcode ?? error.name,
    );
  return { shown, outcome };
}
interface Scene {
  /** The client's next token, if one is seen in time. */
  next?: string;
  /** Whether the client may not have noticed yet that its token has expired. */
  late?: boolean;
  token?: string;
  action?: "restart" | "cancel";
}
const knows =
  (known: string, refusal: object) =>
  (token: string | undefined): [object, number] =>
    token === known ? [{}, 200] : [refusal, 401];
const withoutTokenOnly =
  (refusal: object, status = 401) =>
  (token: string | undefined): [object, number] =>
    token === undefined ? [{}, 200] : [refusal, status];

describe("a request whose token the homeserver does not know", () => {
  afterEach(() => mock.restoreAll());

  it("is repeated with the client's next one", async () => {
    assert.deepEqual(await restarted(knows("t2", ENDED), { next: "t2" }), {
      shown: ["t1", "t2"],
      outcome: "done",
    });
  });

  it("is repeated once at most", async () => {
    const { shown, outcome } = await restarted(knows("t3", ENDED), { next: "t2" });
    assert.deepEqual([shown, outcome], [["t1", "t2"], "M_UNKNOWN_TOKEN"]);
  });

  it("fails with the homeserver's error if no other token appears", async () => {
    assert.deepEqual(await restarted(knows("t2", ENDED)), { shown: ["t1"], outcome: "M_UNKNOWN_TOKEN" });
  });
});

describe("a request whose token has expired, and whose client may not have noticed yet", () => {
  afterEach(() => mock.restoreAll());
  const RAN_OUT_HERE = "TokenRunOutError";

  for (const [what, refusal, token] of [
    ["the homeserver says so", RAN_OUT, "t1"],
    ["the token is from MAS", ENDED, "mat_1"],
  ] as const)
    it(`does not fail with a refusal, which would end a call: ${what}`, async () => {
      const { shown, outcome } = await restarted(knows("t2", refusal), { token });
      assert.deepEqual([shown, outcome], [[token, undefined], RAN_OUT_HERE]);
      assert.equal(
        (await restarted(knows("t2", refusal), { token, action: "cancel" })).outcome,
        RAN_OUT_HERE,
      );
      assert.equal((await restarted(knows("t2", refusal), { token, next: "t2" })).outcome, "done");
    });

  it("fails for a widget as if no answer came, so the widget tries again", async () => {
    const error = new TokenRunOutError();
    assert.equal(isNoAnswer(error), true);
    assert.deepEqual(await responseTo(error, { failure: "Error updating delayed event" }), {
      error: { message: "Error updating delayed event" },
    });
  });

  it("is refused once the client must have noticed, or if the session has ended", async () => {
    for (const [refusal, late] of [
      [RAN_OUT, false],
      [ENDED, true],
    ] as const)
      assert.equal((await restarted(knows("t2", refusal), { late })).outcome, "M_UNKNOWN_TOKEN");
  });
});

describe("an update without a token", () => {
  afterEach(() => mock.restoreAll());

  it("restarts the delay if the client's token has expired", async () => {
    const { shown, outcome } = await restarted(withoutTokenOnly(RAN_OUT));
    assert.deepEqual([shown, outcome], [["t1", undefined], "done"]);
  });

  it("restarts the delay if the client's token is from MAS, for which Synapse does not report the expiry", async () => {
    const { shown } = await restarted(withoutTokenOnly(ENDED), { token: "mat_1" });
    assert.deepEqual(shown, ["mat_1", undefined]);
  });

  it("restarts a guest's delay, which has no other way", async () => {
    const { shown, outcome } = await restarted(withoutTokenOnly(GUESTS_MAY_NOT, 403));
    assert.deepEqual([shown, outcome], [["t1", undefined], "done"]);
  });

  for (const [what, refusal, scene] of [
    ["if the session has ended", ENDED, {}],
    ["once the client must have noticed that its token has expired", RAN_OUT, { late: false }],
    ["to cancel", RAN_OUT, { action: "cancel" }],
  ] as const)
    it(`is not made ${what}`, async () => {
      const { shown, outcome } = await restarted(withoutTokenOnly(refusal), scene);
      assert.deepEqual([shown, outcome === "done"], [["t1"], false]);
    });
});
