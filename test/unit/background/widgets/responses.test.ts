import assert from "node:assert/strict";
import { ConnectionError, HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { UnansweredError } from "../../../../src/background/homeserver/delayed-events.ts";
import { responseTo } from "../../../../src/background/widgets/responses.ts";
import { NO_ANSWER, WidgetError } from "../../../../src/widget-api/errors.ts";

const failure = "Error sending event";
const told = async (error: unknown, longestDelay?: () => Promise<number | undefined>) =>
  (await responseTo(error, { failure, unanswered: NO_ANSWER }, longestDelay && { longestDelay })) as {
    error: { message: string; matrix_api_error?: { http_status: number; response: object } };
  };
const refusal = (status: number, data: object) => new MatrixError(data as never, status);

describe("what a widget is told of a failure", () => {
  it("is its own mistake by name, with nothing beside it", async () => {
    assert.deepEqual(await told(new WidgetError("Missing capability")), {
      error: { message: "Missing capability" },
    });
  });

  it("is the homeserver's refusal, whole, beside the reference host's sentence", async () => {
    const { error } = await told(refusal(403, { errcode: "M_FORBIDDEN", error: "no", extra: 1 }));
    assert.equal(error.message, failure);
    assert.equal(error.matrix_api_error?.http_status, 403);
    assert.deepEqual(error.matrix_api_error?.response, { errcode: "M_FORBIDDEN", error: "no", extra: 1 });
  });

  it("is the status of what stands before the homeserver, where that has no words of Matrix", async () => {
    const { error } = await told(new HTTPError("Bad Gateway", 502));
    assert.equal(error.matrix_api_error?.http_status, 502);
    assert.deepEqual(error.matrix_api_error?.response, {
      errcode: "M_UNKNOWN",
      error: "The homeserver answered 502",
    });
  });

  it("is its 429 too, with how long it wants to be left alone", async () => {
    const { error } = await told(new HTTPError("Too many", 429, new Headers({ "retry-after": "3" })));
    assert.deepEqual(error.matrix_api_error, {
      http_status: 429,
      http_headers: { "retry-after": "3" },
      url: "",
      response: { errcode: "M_UNKNOWN", error: "The homeserver answered 429" },
    });
  });

  for (const status of [401, 403, 404, 405, 408])
    it(`is the sentence alone for its ${status}, which a call survives, and not the homeserver's word`, async () => {
      assert.deepEqual(await told(new HTTPError(`Server returned ${status} error`, status)), {
        error: { message: failure },
      });
    });

  it("is that no answer came, where none did or none that says anything", async () => {
    for (const silence of [
      new ConnectionError("reset"),
      new UnansweredError(new Error("no delay_id"), false),
    ]) {
      const { error } = await told(silence);
      assert.deepEqual(error.matrix_api_error, NO_ANSWER);
    }
  });

  it("is the answer itself, where that is why nobody knows whether it was done", async () => {
    const { error } = await told(new UnansweredError(new HTTPError("Bad Gateway", 502), true));
    assert.equal(error.matrix_api_error?.http_status, 502);
  });

  it("is the sentence alone for what went wrong here", async () => {
    assert.deepEqual(await told(new Error("No session has been seen")), { error: { message: failure } });
  });

  it("is how long a delay may be, which is asked for only where the refusal does not say", async () => {
    const tooLarge = { errcode: "ORG.MATRIX.MSC4140_DELAY_TOO_LARGE", error: "Too large" };
    const { error } = await told(refusal(400, tooLarge), async () => 86_400_000);
    assert.deepEqual(error.matrix_api_error?.response, {
      errcode: "M_UNKNOWN",
      error: "Too large",
      "org.matrix.msc4140.errcode": "M_MAX_DELAY_EXCEEDED",
      "org.matrix.msc4140.max_delay": 86_400_000,
    });
    const said = { ...tooLarge, "org.matrix.msc4140.max_delay": 5 };
    await told(refusal(400, said), () => assert.fail("It was asked"));
  });

  it("is the refusal as it is, where nobody says how long a delay may be", async () => {
    const tooLarge = { errcode: "M_DELAY_TOO_LARGE", error: "Too large" };
    const { error } = await told(refusal(400, tooLarge), () => Promise.reject(new Error("down")));
    assert.deepEqual(error.matrix_api_error?.response, tooLarge);
  });
});
