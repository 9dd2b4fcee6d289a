import assert from "node:assert/strict";
import { ConnectionError, HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { meaningOf } from "../../../../src/background/delays/refused-schedules.ts";
import { UnansweredError } from "../../../../src/background/homeserver/delayed-events.ts";
import { rewriteForMatrixRtc } from "../../../../src/features/delayed-events/matrixrtc-errors.ts";

const DAY = 86_400_000;

/** @returns the interpretation of a refused two-day delay, and whether the limits were requested */
async function meaning(error: unknown, longest: () => number | undefined = () => DAY, left = 9_000) {
  let asked = 0;
  const longestDelay = async () => {
    asked += 1;
    return longest();
  };
  return { ...(await meaningOf(error, 2 * DAY, { longestDelay }, left)), asked };
}
const refusal = (errcode: string, status: number, more = {}) =>
  new MatrixError({ errcode, error: "No", ...more }, status);
const INVALID = refusal("M_INVALID_PARAM", 400);

describe("a homeserver's refusal to schedule", () => {
  for (const [words, error] of [
    ["Tuwunel's", INVALID],
    ["an unknown errcode", refusal("ORG.EXAMPLE.NOT_SO_LONG", 403)],
    ["an error of its own", new UnansweredError(refusal("M_UNKNOWN", 500), true)],
  ] as const)
    it(`means that the delay is too large if it is longer than the homeserver allows, whatever the error: ${words}`, async () => {
      const { error: meant, isOff } = await meaning(error);
      assert.ok(meant instanceof MatrixError);
      assert.equal(isOff, false);
      const { http_status, response } = rewriteForMatrixRtc(meant.asWidgetApiErrorData());
      assert.equal(http_status, 400);
      assert.deepEqual(response, {
        errcode: "M_UNKNOWN",
        error: "No",
        max_delay_ms: DAY,
        "org.matrix.msc4140.errcode": "M_MAX_DELAY_EXCEEDED",
        "org.matrix.msc4140.max_delay": DAY,
      });
    });

  it("means something else if the homeserver allows such a delay, does not say, or does not answer", async () => {
    for (const longest of [() => 2 * DAY, () => undefined])
      assert.deepEqual(await meaning(INVALID, longest), { error: INVALID, isOff: false, asked: 1 });
    const silent = () => {
      throw new Error("no answer");
    };
    assert.deepEqual(await meaning(INVALID, silent), { error: INVALID, isOff: false, asked: 1 });
  });

  it("means that delayed events are off if no delay may be longer than 0 ms, and stays unchanged", async () => {
    const tuwunel = refusal("M_UNKNOWN", 400);
    assert.deepEqual(await meaning(tuwunel, () => 0), { error: tuwunel, isOff: true, asked: 1 });
  });

  it("means that delayed events are off, without a request for the limits, if it is Synapse's error for that", async () => {
    const synapse = refusal("M_UNKNOWN", 400, { "org.matrix.msc4140.errcode": "M_MAX_DELAY_UNSUPPORTED" });
    assert.deepEqual(await meaning(synapse), { error: synapse, isOff: true, asked: 0 });
  });

  for (const error of [
    refusal("M_UNKNOWN_TOKEN", 401),
    refusal("M_UNRECOGNIZED", 404),
    refusal("M_LIMIT_EXCEEDED", 429),
    refusal("M_DELAY_TOO_LARGE", 400),
    refusal("M_UNKNOWN", 502),
    new HTTPError("no", 400),
    new UnansweredError(new ConnectionError("no"), true),
    new Error("no"),
  ])
    it(`causes no request for the limits if it is clear, or not by a homeserver: ${error}`, async () => {
      assert.deepEqual(await meaning(error), { error, isOff: false, asked: 0 });
    });

  it("causes no request for the limits if the widget is about to stop waiting", async () => {
    assert.deepEqual(await meaning(INVALID, undefined, 1_000), { error: INVALID, isOff: false, asked: 0 });
  });
});
