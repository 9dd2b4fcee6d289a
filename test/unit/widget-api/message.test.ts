import assert from "node:assert/strict";
import { errorResponse, WidgetError } from "../../../src/widget-api/errors.ts";
import { isWidgetRequest, replyTo } from "../../../src/widget-api/message.ts";

describe("a widget's message", () => {
  const request = { api: "fromWidget", action: "send_event", widgetId: "w", requestId: "1", data: {} };

  it("is a request when it is from a widget and names an action", () => {
    assert.equal(isWidgetRequest(request), true);
  });

  it("is a request even without widgetId, requestId and data", () => {
    assert.equal(isWidgetRequest({ api: "fromWidget", action: "x" }), true);
  });

  it("is a request with a response that is nothing, on which a host acts", () => {
    assert.equal(isWidgetRequest({ ...request, response: null }), true);
  });

  for (const [what, message] of [
    ["a reply to a widget", { ...request, response: {} }],
    ["a request of the host", { ...request, api: "toWidget" }],
    ["a message without an action", { ...request, action: undefined }],
    ["an action that is no string", { ...request, action: { toString: () => "send_event" } }],
    ["a string", "setImmediate$0.1"],
    ["a number", 1],
    ["null", null],
    ["nothing", undefined],
    ["a list", [request]],
  ] as const)
    it(`is none of ours when it is ${what}`, () => {
      assert.equal(isWidgetRequest(message), false);
    });

  it("is answered with itself, keys nobody knows included, and the response", () => {
    const reply = replyTo({ ...request, trace: 7 }, { delay_id: "d" });
    assert.deepEqual(reply, { ...request, trace: 7, response: { delay_id: "d" } });
  });
});

describe("an error for a widget", () => {
  const matrixApiError = {
    http_status: 429,
    http_headers: {},
    url: "",
    response: { errcode: "M_LIMIT_EXCEEDED", error: "" },
  };

  it("carries the homeserver's answer beside the host's sentence", () => {
    assert.deepEqual(new WidgetError("Error sending event", matrixApiError).asResponse(), {
      error: { message: "Error sending event", matrix_api_error: matrixApiError },
    });
  });

  it("has no matrix_api_error where the homeserver said nothing", () => {
    assert.deepEqual(errorResponse("Missing capability"), { error: { message: "Missing capability" } });
  });
});
