import assert from "node:assert/strict";
import { mock } from "node:test";
import { connect } from "../../../../src/background/homeserver/homeserver.ts";
import { isNoAnswer, isNotFromHomeserver } from "../../../../src/background/homeserver/request-errors.ts";

const html = { "content-type": "text/html; charset=utf-8" };
const page = "<!doctype html><title>Sign in</title>";

/** @returns the error of a request with this answer; undefined if there is none */
async function errorAt(answer: () => Response): Promise<unknown> {
  mock.method(globalThis, "fetch", async () => answer());
  return connect({ baseUrl: "https://hs.example", token: "t1" })
    .supports()
    .then(
      () => undefined,
      (error: unknown) => error,
    );
}

describe("an answer that is not the homeserver's", () => {
  afterEach(() => mock.restoreAll());

  for (const [what, answer] of [
    ["a page with status 200", () => new Response(page, { headers: html })],
    ["a page with status 403", () => new Response(page, { status: 403, headers: html })],
    ["a page with status 401", () => new Response(page, { status: 401, headers: html })],
    ["a redirect", () => new Response(null, { status: 302, headers: { location: "https://sso.example" } })],
    ["a network's login page", () => new Response(page, { status: 511 })],
  ] as const)
    it(`is recognised, and does not count as silence: ${what}`, async () => {
      const error = await errorAt(answer);
      assert.equal(isNotFromHomeserver(error), true, String(error));
      assert.equal(isNoAnswer(error), false);
    });

  for (const [what, answer] of [
    ["a homeserver's refusal", () => Response.json({ errcode: "M_FORBIDDEN" }, { status: 403 })],
    ["a homeserver that is being restarted", () => new Response(page, { status: 502, headers: html })],
    ["a proxy that knows no such path", () => new Response(page, { status: 404, headers: html })],
    ["JSON that breaks off", () => new Response("{", { headers: { "content-type": "application/json" } })],
    ["nothing", () => new Response("", { headers: { "content-type": "application/json" } })],
  ] as const)
    it(`is not: ${what}`, async () => {
      const error = await errorAt(answer);
      assert.ok(error);
      assert.equal(isNotFromHomeserver(error), false);
    });

  it("does not exist if no answer came", async () => {
    const error = await errorAt(() => {
      throw new TypeError("Failed to fetch");
    });
    assert.deepEqual([isNotFromHomeserver(error), isNoAnswer(error)], [false, true]);
  });

  it("is not JSON with a page's content type", async () => {
    assert.equal(
      await errorAt(
        () => new Response('{"unstable_features":{"org.matrix.msc4140":true}}', { headers: html }),
      ),
      undefined,
    );
  });
});
