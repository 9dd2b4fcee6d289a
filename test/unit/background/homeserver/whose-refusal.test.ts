import assert from "node:assert/strict";
import { mock } from "node:test";
import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { isUnrecognized } from "../../../../src/background/homeserver/dialect.ts";
import { connect } from "../../../../src/background/homeserver/homeserver.ts";
import { isNotFromHomeserver, isUnknownToken } from "../../../../src/background/homeserver/request-errors.ts";
import { responseTo } from "../../../../src/background/widgets/responses.ts";

const JSON_TYPE = "application/json";
const failure = "Error updating delayed event";

/** @returns the error of a restart with this refusal */
async function refusedBy(status: number, body: string, type?: string, headers = {}): Promise<unknown> {
  const all = { ...headers, ...(type && { "content-type": type }) };
  mock.restoreAll();
  mock.method(globalThis, "fetch", async () => new Response(body, { status, headers: all }));
  return connect({ baseUrl: "https://hs.example", token: "t1" })
    .update("d1", "restart")
    .then(
      () => assert.fail("it was not refused"),
      (error: unknown) => error,
    );
}

describe("a refusal in JSON that is not the homeserver's", () => {
  afterEach(() => mock.restoreAll());

  for (const body of [
    '{"message":"no Route matched with those values"}',
    '{"errcode":404,"error":"Not found"}',
    '{"errcode":""}',
    "{}",
    "[]",
    "null",
    '"not found"',
    "<html>404</html>",
  ]) {
    it(`means that the endpoint is unknown, like a proxy's page: 404 and ${body}`, async () => {
      assert.equal(isUnrecognized(await refusedBy(404, body, JSON_TYPE)), true);
    });

    it(`is not passed on to a call, which would end: 404 and ${body}`, async () => {
      assert.deepEqual(await responseTo(await refusedBy(404, body, JSON_TYPE), { failure }), {
        error: { message: failure },
      });
    });

    it(`counts as no answer, like any gateway's: 503 and ${body}`, async () => {
      const { error } = (await responseTo(await refusedBy(503, body, JSON_TYPE), { failure })) as {
        error: { matrix_api_error?: { http_status: number } };
      };
      assert.equal(error.matrix_api_error?.http_status, 503);
    });
  }

  it("is told apart from the homeserver's, whatever it says about the token", async () => {
    for (const [status, body, type] of [
      [401, '{"error":"unauthorized"}', JSON_TYPE],
      [401, "{}", JSON_TYPE],
      [403, '{"message":"Forbidden"}', JSON_TYPE],
      [401, "401 Unauthorized", "text/plain"],
      [403, "", undefined],
      [407, "Proxy login", "text/plain"],
    ] as const) {
      const error = await refusedBy(status, body, type);
      assert.deepEqual(
        [isNotFromHomeserver(error), isUnknownToken(error)],
        [true, false],
        `${status} ${body}`,
      );
    }
  });

  it("keeps the time to wait if that is in a homeserver's form", async () => {
    const error = await refusedBy(429, '{"retry_after_ms":2500}', JSON_TYPE);
    assert.ok(error instanceof MatrixError);
    assert.equal(error.data.retry_after_ms, 2_500);
  });
});

describe("a homeserver's refusal", () => {
  afterEach(() => mock.restoreAll());

  for (const type of [
    JSON_TYPE,
    "application/json; charset=utf-8",
    "text/plain",
    "text/html",
    "odd",
    undefined,
  ])
    it(`is recognised even if a proxy changes its content type: ${type}`, async () => {
      const error = await refusedBy(404, '{"errcode":"M_NOT_FOUND","error":"Delayed event not found"}', type);
      assert.ok(error instanceof MatrixError);
      assert.deepEqual([error.errcode, isUnrecognized(error)], ["M_NOT_FOUND", false]);
    });

  it("is not recognised by similar wording alone", async () => {
    const error = await refusedBy(404, 'See {"errcode":"M_NOT_FOUND"}', "text/plain");
    assert.ok(error instanceof HTTPError && !(error instanceof MatrixError));
  });
});
