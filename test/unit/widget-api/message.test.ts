import assert from "node:assert/strict";
import fc from "fast-check";
import { approvalIn, askingFor, capabilitiesAsked } from "../../../src/widget-api/capabilities.ts";
import { errorResponse, failureIn, WidgetError } from "../../../src/widget-api/errors.ts";
import { readWidgetMessage, replyTo, type WidgetRequest } from "../../../src/widget-api/message.ts";

const request = { api: "fromWidget", action: "send_event", widgetId: "w", requestId: "1", data: {} } as const;
const kindOf = (message: unknown) => readWidgetMessage(message)?.kind;

describe("a message", () => {
  it("is a widget's request if it comes from a widget and names an action", () => {
    assert.equal(kindOf(request), "widget-request");
  });

  it("is a widget's request even without widgetId, requestId and data", () => {
    assert.equal(kindOf({ api: "fromWidget", action: "x" }), "widget-request");
  });

  it("is still a request, which a host acts on, if its response is empty", () => {
    for (const response of [null, undefined, "", 0, false])
      assert.equal(kindOf({ ...request, response }), "widget-request");
  });

  it("is a request or an answer even if it is an array, since hosts read an array's keys", () => {
    assert.equal(kindOf(Object.assign([], request)), "widget-request");
    assert.equal(kindOf({ ...request, api: "toWidget", response: Object.assign([], {}) }), "widget-reply");
  });

  it("is the host's answer, the host's request, or the widget's answer", () => {
    assert.equal(kindOf({ ...request, response: {} }), "host-reply");
    assert.equal(kindOf({ ...request, api: "toWidget" }), "host-request");
    assert.equal(kindOf({ ...request, api: "toWidget", response: {} }), "widget-reply");
  });

  for (const [what, message] of [
    ["one without an action", { ...request, action: undefined }],
    ["one whose action is not a string", { ...request, action: ["send_event"] }],
    ["one with another api", { ...request, api: "other" }],
    ["one whose response is a string", { ...request, response: "yes" }],
    ["a string", "setImmediate$0.1"],
    ["a number", 1],
    ["null", null],
    ["nothing", undefined],
    ["a list", [request]],
  ] as const)
    it(`is not part of the widget API: ${what}`, () => {
      assert.equal(kindOf(message), undefined);
    });

  it("is either read or ignored, whatever it is, and never throws", () => {
    fc.assert(fc.property(fc.anything(), (message) => void readWidgetMessage(message)));
  });

  it("is answered with a copy of itself, unknown keys included, plus the response", () => {
    const reply = replyTo({ ...request, trace: 7 }, { delay_id: "d" });
    assert.deepEqual(reply, { ...request, trace: 7, response: { delay_id: "d" } });
  });
});

describe("the capabilities a widget asks for", () => {
  const answer = (capabilities: unknown, action = "capabilities") =>
    ({ api: "toWidget", action, requestId: "1", data: {}, response: { capabilities } }) as const;
  const later = (capabilities: unknown): WidgetRequest => ({
    ...request,
    action: "org.matrix.msc2974.request_capabilities",
    data: { capabilities, more: 1 },
  });

  it("are in its answer to the host's request", () => {
    assert.deepEqual(capabilitiesAsked(answer(["a", "b"])), ["a", "b"]);
  });

  it("are in its request for more", () => {
    assert.deepEqual(capabilitiesAsked(later(["a"])), ["a"]);
  });

  it("are in no other message, and always an array", () => {
    assert.equal(capabilitiesAsked(answer(["a"], "notify_capabilities")), undefined);
    assert.equal(capabilitiesAsked(request), undefined);
    assert.equal(capabilitiesAsked(answer("a")), undefined);
    assert.equal(capabilitiesAsked({ ...later([]), data: undefined }), undefined);
  });

  it("can be replaced without changing anything else in the message", () => {
    assert.deepEqual(askingFor(answer(["a", "b"]), ["b"]), answer(["b"]));
    assert.deepEqual(askingFor(later(["a", "b"]), ["b"]), later(["b"]));
  });
});

describe("a host's approval", () => {
  const notify = (data: unknown) => ({ api: "toWidget", action: "notify_capabilities", data }) as const;

  it("is read from notify_capabilities, strings only", () => {
    assert.deepEqual(approvalIn(notify({ requested: ["a", 1], approved: ["a"] })), {
      requested: ["a"],
      approved: ["a"],
    });
  });

  it("is empty if the host names nothing", () => {
    assert.deepEqual(approvalIn(notify({})), { requested: [], approved: [] });
    assert.equal(approvalIn(notify(undefined)), undefined);
    assert.equal(
      approvalIn({ api: "toWidget", action: "capabilities", data: { approved: ["a"] } }),
      undefined,
    );
  });
});

describe("an error for a widget", () => {
  const matrixApiError = {
    http_status: 429,
    http_headers: {},
    url: "",
    response: { errcode: "M_LIMIT_EXCEEDED", error: "" },
  };

  it("contains the homeserver's answer and the host's message", () => {
    assert.deepEqual(new WidgetError("Error sending event", matrixApiError).asResponse(), {
      error: { message: "Error sending event", matrix_api_error: matrixApiError },
    });
  });

  it("has no matrix_api_error without an answer of the homeserver", () => {
    assert.deepEqual(errorResponse("Missing capability"), { error: { message: "Missing capability" } });
  });

  it("counts as the host's own failure only if no homeserver has answered", () => {
    const message = "Error sending event";
    assert.equal(failureIn({ response: errorResponse(message) }), message);
    assert.equal(failureIn({ response: errorResponse(message, matrixApiError) }), undefined);
    assert.equal(failureIn({ response: { delay_id: "d" } }), undefined);
    assert.equal(failureIn({ response: { error: "no" } }), undefined);
  });
});
