import assert from "node:assert/strict";
import { mock } from "node:test";
import { HTTPError, MatrixError } from "matrix-js-sdk/lib/http-api/errors.js";
import { connect } from "../../../../src/background/homeserver/homeserver.ts";

type Responder = () => Response;
const json = (body: object, status = 200) => Response.json(body, { status });
const unknown: Responder = () => json({ errcode: "M_UNRECOGNIZED" }, 404);
const nginx: Responder = () =>
  new Response("<h1>404 Not Found</h1>", { status: 404, headers: { "content-type": "text/html" } });
const html = { "content-type": "text/html" };
/** The client's own page, which its server returns for every unknown path. */
const page: Responder = () => new Response("<title>Client</title>", { headers: html });
const forbidden: Responder = () => new Response("<h1>403 Forbidden</h1>", { status: 403, headers: html });
const done: Responder = () => json({});
/** Current Synapse. */
const synapse = (path: string): Responder => (path.includes("/v1/") ? unknown : done);

/** A homeserver of several servers that answer in turn; `asked` are the ways of the requests. */
function ofServers(...servers: ((path: string) => Responder)[]) {
  const asked: string[] = [];
  let turn = 0;
  mock.method(globalThis, "fetch", async (resource: URL) => {
    const { pathname } = new URL(resource);
    const way = pathname.includes("/v1/") ? "stable" : pathname.endsWith("/restart") ? "path" : "body";
    asked.push(way);
    return servers[turn++ % servers.length]?.(pathname)();
  });
  return { asked, homeserver: connect({ baseUrl: "https://hs.example", token: "t1" }) };
}
const none = (answer: Responder) => () => answer;

describe("an update that is answered with 200", () => {
  afterEach(() => mock.restoreAll());

  for (const body of ["null", "[]", "true", '"ok"', "7"])
    it(`was not done if the answer is not an object, as every homeserver's is: ${body}`, async () => {
      const { asked, homeserver } = ofServers(none(() => new Response(body)));
      await assert.rejects(homeserver.update("d1", "restart"), (error) => !(error instanceof HTTPError));
      assert.deepEqual(asked, ["path", "path"]);
    });

  it("was done if the answer is any object", async () => {
    const { asked, homeserver } = ofServers(none(() => json({ delayed_since_ts: 1 })));
    await homeserver.update("d1", "restart");
    assert.deepEqual(asked, ["path"]);
  });
});

describe("an update at an address where two servers answer in turn and only one supports delayed events", () => {
  afterEach(() => mock.restoreAll());

  for (const [what, other] of [
    ["the other says so", unknown],
    ["the other's proxy says so", nginx],
  ] as const)
    it(`is repeated at once in the way that was understood before: ${what}`, async () => {
      const { asked, homeserver } = ofServers(synapse, none(other));
      await homeserver.update("d1", "restart");
      await homeserver.update("d1", "restart");
      assert.deepEqual(asked, ["path", "path", "path"]);
      assert.equal(await homeserver.updatesByBody(), false);
    });

  it("also gets through if no way was understood before", async () => {
    const { asked, homeserver } = ofServers(none(unknown), synapse);
    await homeserver.update("d1", "restart");
    assert.deepEqual(asked, ["path", "stable", "body", "path"]);
  });

  for (const [what, other] of [
    ["answers with a page", page],
    ["refuses with a page", forbidden],
  ] as const)
    it(`is repeated once if the other ${what}`, async () => {
      const { asked, homeserver } = ofServers(none(other), synapse);
      await homeserver.update("d1", "restart");
      assert.deepEqual(asked, ["path", "path"]);
    });

  it("is not repeated after any other refusal", async () => {
    const { asked, homeserver } = ofServers(none(() => json({ errcode: "M_LIMIT_EXCEEDED" }, 429)));
    await assert.rejects(homeserver.update("d1", "restart"), MatrixError);
    assert.deepEqual(asked, ["path"]);
  });
});

describe("the check whether updates get through", () => {
  afterEach(() => mock.restoreAll());
  const missing = none(() => json({ errcode: "M_NOT_FOUND" }, 404));

  for (const [answer, server, understands] of [
    ["the homeserver does not have the delay", missing, true],
    ["the homeserver performs it", synapse, true],
    ["no server knows the endpoint", none(unknown), false],
    ["a proxy has no route for it", none(nginx), false],
    ["somebody's page answers", none(page), false],
    ["somebody's page refuses", none(forbidden), false],
    ["the homeserver refuses", none(() => json({ errcode: "M_FORBIDDEN" }, 403)), undefined],
    ["the homeserver is busy", none(() => json({ errcode: "M_LIMIT_EXCEEDED" }, 429)), undefined],
    ["the homeserver is down", none(() => new Response("", { status: 502 })), undefined],
  ] as const)
    it(`results in ${understands} if ${answer}`, async () => {
      const { homeserver } = ofServers(server);
      assert.equal(homeserver.understoodUpdates(), false);
      assert.equal(await homeserver.understandsUpdates(), understands);
      assert.equal(homeserver.understoodUpdates(), understands === true);
    });

  it("uses a delay_id that does not exist", async () => {
    const { homeserver } = ofServers(synapse);
    await homeserver.understandsUpdates();
    const [path] = (globalThis.fetch as unknown as ReturnType<typeof mock.fn>).mock.calls[0]?.arguments ?? [];
    assert.match(String(path), /delayed_events\/postdate_[-0-9a-f]{36}\/restart$/);
  });

  it("is made without a token first, and with the token only if that was not understood", async () => {
    for (const [server, asked] of [
      [synapse, [false]],
      [none(() => json({ errcode: "M_MISSING_TOKEN" }, 401)), [false, true]],
    ] as const) {
      const { homeserver } = ofServers(server);
      await homeserver.understandsUpdates();
      const { calls } = (globalThis.fetch as unknown as ReturnType<typeof mock.fn>).mock;
      const hasToken = calls.map(({ arguments: [, init] }) =>
        new Headers((init as RequestInit).headers).has("authorization"),
      );
      assert.deepEqual([...new Set(hasToken)], asked);
      mock.restoreAll();
    }
  });

  it("is not made by an update, which fails with the proxy's own error", async () => {
    const { homeserver } = ofServers(none(nginx));
    await assert.rejects(homeserver.update("d1", "restart"), HTTPError);
  });
});
