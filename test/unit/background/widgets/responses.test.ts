import assert from "node:assert/strict";
import { ConnectionError, HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { UnansweredError } from "../../../../src/background/homeserver/delayed-events.ts";
import { responseTo } from "../../../../src/background/widgets/responses.ts";
import { forMatrixRtc } from "../../../../src/features/delayed-events/matrixrtc-errors.ts";
import { NO_ANSWER, WidgetError } from "../../../../src/widget-api/errors.ts";

const failure = "Error sending event";
const told = async (error: unknown, rewriteRefusal?: Parameters<typeof responseTo>[2]) =>
  (await responseTo(error, { failure, unanswered: NO_ANSWER }, rewriteRefusal)) as {
    error: { message: string; matrix_api_error?: { http_status: number; response: object } };
  };
const refusal = (status: number, data: object) => new MatrixError(data as never, status);

describe("the error for a widget", () => {
  it("names the widget's own mistake, and nothing else", async () => {
    assert.deepEqual(await told(new WidgetError("Missing capability")), {
      error: { message: "Missing capability" },
    });
  });

  it("contains the homeserver's whole refusal and the reference host's message", async () => {
    const { error } = await told(refusal(403, { errcode: "M_FORBIDDEN", error: "no", extra: 1 }));
    assert.equal(error.message, failure);
    assert.equal(error.matrix_api_error?.http_status, 403);
    assert.deepEqual(error.matrix_api_error?.response, { errcode: "M_FORBIDDEN", error: "no", extra: 1 });
  });

  it("contains the status of a proxy in front of the homeserver that does not answer in Matrix terms", async () => {
    const { error } = await told(new HTTPError("Bad Gateway", 502));
    assert.equal(error.matrix_api_error?.http_status, 502);
    assert.deepEqual(error.matrix_api_error?.response, {
      errcode: "M_UNKNOWN",
      error: "The homeserver answered 502",
    });
  });

  it("also contains such a proxy's 429, with its Retry-After", async () => {
    const { error } = await told(new HTTPError("Too many", 429, new Headers({ "retry-after": "3" })));
    assert.deepEqual(error.matrix_api_error, {
      http_status: 429,
      http_headers: { "retry-after": "3" },
      url: "",
      response: { errcode: "M_UNKNOWN", error: "The homeserver answered 429" },
    });
  });

  it("contains a 409 without a body, which is about an ended delayed event and cannot be a proxy's", async () => {
    const { error } = await told(new HTTPError("Conflict", 409));
    assert.equal(error.matrix_api_error?.http_status, 409);
    const inWords = await told(new HTTPError("Conflict", 409), forMatrixRtc);
    assert.equal(inWords.error.matrix_api_error?.http_status, 404);
    assert.deepEqual(inWords.error.matrix_api_error?.response, {
      errcode: "M_NOT_FOUND",
      error: "The homeserver answered 409",
    });
  });

  for (const status of [401, 403, 404, 405, 408])
    it(`is only the message for such a proxy's ${status}, which a call survives and which is not the homeserver's answer`, async () => {
      assert.deepEqual(await told(new HTTPError(`Server returned ${status} error`, status)), {
        error: { message: failure },
      });
    });

  it("is also only the message if the homeserver does not know the endpoint, which would end a call otherwise", async () => {
    const unknown = refusal(404, { errcode: "M_UNRECOGNIZED", error: "Unrecognized request" });
    assert.deepEqual(await told(unknown), { error: { message: failure } });
    const missing = await told(refusal(404, { errcode: "M_NOT_FOUND" }));
    assert.equal(missing.error.matrix_api_error?.http_status, 404);
  });

  it("says that no answer came if there was none, or a meaningless one", async () => {
    for (const silence of [
      new ConnectionError("reset"),
      new UnansweredError(new Error("no delay_id"), false),
    ]) {
      const { error } = await told(silence);
      assert.deepEqual(error.matrix_api_error, NO_ANSWER);
    }
  });

  it("contains the answer itself if that is why the outcome is unknown", async () => {
    const { error } = await told(new UnansweredError(new HTTPError("Bad Gateway", 502), true));
    assert.equal(error.matrix_api_error?.http_status, 502);
  });

  it("is only the message for a failure of our own", async () => {
    assert.deepEqual(await told(new Error("No session has been seen")), { error: { message: failure } });
  });

  for (const refused of [
    refusal(409, { errcode: "M_UNKNOWN", error: "Conflict" }),
    refusal(400, { errcode: "M_DELAY_TOO_LARGE", error: "Too large", max_delay_ms: 5 }),
  ])
    it(`contains an unchanged refusal if the feature does not rewrite it: ${refused.errcode}`, async () => {
      const { error } = await told(refused);
      assert.deepEqual(error.matrix_api_error, refused.asWidgetApiErrorData());
    });

  it("contains a refusal as the feature rewrites it, and rewrites nothing else", async () => {
    const gone = {
      http_status: 404,
      http_headers: {},
      url: "",
      response: { errcode: "M_NOT_FOUND", error: "" },
    };
    const asked: number[] = [];
    const rewriteRefusal = async ({ http_status }: { http_status: number }) => {
      asked.push(http_status);
      return gone;
    };
    const { error } = await told(refusal(409, { errcode: "M_UNKNOWN" }), rewriteRefusal);
    assert.deepEqual(error.matrix_api_error, gone);
    await told(new WidgetError("Missing capability"), rewriteRefusal);
    await told(new Error("No session has been seen"), rewriteRefusal);
    assert.deepEqual(asked, [409]);
  });
});
