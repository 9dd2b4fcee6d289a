import assert from "node:assert/strict";
import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { isLimit, retryAfter } from "../../../../src/background/homeserver/retry-after.ts";

/** A refusal with this body and this Retry-After header. */
const refusal = (body: object, header?: string) =>
  new MatrixError(
    { errcode: "M_LIMIT_EXCEEDED", error: "Too many", ...body },
    ...([429, undefined, undefined] as const),
    new Headers(header === undefined ? {} : { "retry-after": header }),
  );

describe("the time that a homeserver asks us to wait", () => {
  it("comes from the body, to the millisecond", () => {
    assert.equal(retryAfter(refusal({ retry_after_ms: 2_500 }, "3")), 2_500);
  });

  it("comes from the header, in seconds or as a date, if the body names none", () => {
    assert.equal(retryAfter(refusal({}, "3")), 3_000);
    const ms = retryAfter(refusal({}, new Date(Date.now() + 60_000).toUTCString()));
    assert.ok(ms > 50_000 && ms <= 60_000, `${ms} ms`);
  });

  it("is a second if neither names it, or the value is invalid", () => {
    const past = new Date(0).toUTCString();
    for (const error of [
      refusal({}),
      refusal({}, "soon"),
      refusal({}, past),
      refusal({ retry_after_ms: -1 }),
    ])
      assert.equal(retryAfter(error), 1_000);
  });

  it("also comes from a proxy's header, in seconds or as a date", () => {
    const said = (header?: string) =>
      retryAfter(new HTTPError("", 429, new Headers(header === undefined ? {} : { "retry-after": header })));
    assert.equal(said("3"), 3_000);
    assert.ok(said(new Date(Date.now() + 60_000).toUTCString()) > 50_000);
    assert.deepEqual([said(), said("soon")], [1_000, 1_000]);
  });

  it("is one day at most", () => {
    for (const retry_after_ms of [1e10, Number.POSITIVE_INFINITY])
      assert.equal(retryAfter(refusal({ retry_after_ms })), 86_400_000);
  });
});

describe("a rate-limit error", () => {
  it("is the homeserver's or a proxy's, and no other error", () => {
    for (const error of [refusal({}), new HTTPError("", 429)]) assert.equal(isLimit(error), true);
    for (const error of [
      new HTTPError("", 503),
      new MatrixError({ errcode: "M_FORBIDDEN" }, 403),
      new Error(),
    ])
      assert.equal(isLimit(error), false);
  });
});
