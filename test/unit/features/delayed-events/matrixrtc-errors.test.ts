import assert from "node:assert/strict";
import type { IMatrixApiError } from "matrix-widget-api";
import { isOff } from "../../../../src/delayed-events/homeserver-answers.ts";
import {
  forMatrixRtc,
  rewriteForMatrixRtc,
} from "../../../../src/features/delayed-events/matrixrtc-errors.ts";

const refusal = (http_status: number, response: object): IMatrixApiError => ({
  http_status,
  http_headers: { "retry-after": "3" },
  url: "https://hs.example/x",
  response: response as IMatrixApiError["response"],
});
const SENTENCE = "The requested delay (9000ms) exceeds the allowed maximum (5000ms)";

/** The codes at which MatrixRTC in matrix-js-sdk 43 lowers its delay. */
const LOWER = {
  errcode: "M_UNKNOWN",
  "org.matrix.msc4140.errcode": "M_MAX_DELAY_EXCEEDED",
  "org.matrix.msc4140.max_delay": 5_000,
};

describe("a homeserver's refusal", () => {
  for (const [generation, status, response] of [
    ["Synapse 1.157", 403, { errcode: "M_FORBIDDEN", error: SENTENCE }],
    ["Synapse 1.161", 400, { errcode: "ORG.MATRIX.MSC4140_DELAY_TOO_LARGE", error: SENTENCE }],
    ["the future specification", 400, { errcode: "M_DELAY_TOO_LARGE", error: SENTENCE }],
  ] as const)
    it(`of a delay that is too long gets the codes at which a call asks for less: ${generation}`, () => {
      const told = rewriteForMatrixRtc(refusal(status, response));
      assert.deepEqual([told.http_status, told.response], [400, { ...LOWER, error: SENTENCE }]);
      assert.deepEqual(told.http_headers, { "retry-after": "3" });
    });

  it("gets these codes too if only the homeserver's capabilities name the longest delay", () => {
    const told = rewriteForMatrixRtc(refusal(400, { errcode: "M_DELAY_TOO_LARGE", error: "No" }), 5_000);
    assert.deepEqual(told.response, { ...LOWER, error: "No" });
  });

  it("stays unchanged if the longest delay is unknown or 0: a call would ask for less for ever", () => {
    const unclear = refusal(400, { errcode: "M_DELAY_TOO_LARGE", error: "No" });
    assert.equal(rewriteForMatrixRtc(unclear), unclear);
    assert.equal(rewriteForMatrixRtc(unclear, 0), unclear);
  });

  it("stays unchanged if the longest delay is negative", () => {
    const strange = refusal(400, { errcode: "M_DELAY_TOO_LARGE", error: "No", max_delay_ms: -5 });
    assert.equal(rewriteForMatrixRtc(strange), strange);
  });

  it("by Synapse up to 1.156 has those codes already", () => {
    const old = refusal(400, { ...LOWER, error: "The requested delay exceeds the allowed maximum." });
    assert.deepEqual(rewriteForMatrixRtc(old), old);
  });

  it("for a conflict becomes that for a missing delayed event, which a call survives", () => {
    const told = rewriteForMatrixRtc(refusal(409, { errcode: "M_UNKNOWN", error: "Already sent" }));
    assert.deepEqual(
      [told.http_status, told.response],
      [404, { errcode: "M_NOT_FOUND", error: "Already sent" }],
    );
  });

  for (const [status, response] of [
    [429, { errcode: "M_LIMIT_EXCEEDED", error: "Too Many Requests", retry_after_ms: 3_000 }],
    [403, { errcode: "M_FORBIDDEN", error: "You are not in this room" }],
    [404, { errcode: "M_NOT_FOUND", error: "Delayed event not found" }],
    [502, {}],
  ] as const)
    it(`stays unchanged: ${status} ${JSON.stringify(response)}`, () => {
      const whole = refusal(status, response);
      assert.equal(rewriteForMatrixRtc(whole, 5_000), whole);
    });

  it("causes a request for the longest delay only if it does not name that", async () => {
    const tooLarge = { errcode: "ORG.MATRIX.MSC4140_DELAY_TOO_LARGE", error: "Too large" };
    const day = { longestDelay: async () => 86_400_000 };
    const { response } = await forMatrixRtc(refusal(400, tooLarge), day);
    assert.equal(response["org.matrix.msc4140.max_delay"], 86_400_000);
    const unasked = { longestDelay: () => assert.fail("It was asked") };
    await forMatrixRtc(refusal(400, { ...tooLarge, "org.matrix.msc4140.max_delay": 5 }), unasked);
    await forMatrixRtc(refusal(409, { errcode: "M_UNKNOWN" }), unasked);
  });

  it("stays unchanged if the longest delay is not named anywhere", async () => {
    const whole = refusal(400, { errcode: "M_DELAY_TOO_LARGE", error: "Too large" });
    const down = { longestDelay: () => Promise.reject(new Error("down")) };
    assert.deepEqual([await forMatrixRtc(whole, down), await forMatrixRtc(whole)], [whole, whole]);
  });

  it("means that delayed events are off only if it has Synapse 1.116's code", () => {
    assert.ok(isOff({ errcode: "M_UNKNOWN", "org.matrix.msc4140.errcode": "M_MAX_DELAY_UNSUPPORTED" }));
    assert.ok(!isOff({ errcode: "M_UNKNOWN", "org.matrix.msc4140.errcode": "M_MAX_DELAY_EXCEEDED" }));
    assert.ok(!isOff("M_MAX_DELAY_UNSUPPORTED"));
  });
});
