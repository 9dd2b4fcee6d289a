import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { HTTPError } from "matrix-js-sdk/lib/http-api/errors.js";
import { connect } from "../../src/background/homeserver/homeserver.ts";
import { LOOPBACK, listen } from "../environment/homeserver/loopback.ts";

describe("a homeserver that redirects to another", () => {
  const servers: Server[] = [];
  const heard: string[] = [];
  let baseUrl: string;

  before(async () => {
    const elsewhere = createServer((request, out) => {
      heard.push(`${request.method} ${request.url}`);
      out.setHeader("content-type", "application/json");
      out.end(JSON.stringify({ user_id: "@alice:x", delay_id: "d", unstable_features: {}, chunk: [] }));
    });
    const port = await listen(elsewhere);
    const homeserver = createServer((request, out) => {
      out.writeHead(307, { location: `http://${LOOPBACK}:${port}${request.url}` }).end();
    });
    servers.push(elsewhere, homeserver);
    baseUrl = `http://${LOOPBACK}:${await listen(homeserver)}`;
  });
  after(() => {
    for (const server of servers) server.closeAllConnections();
    for (const server of servers) server.close();
  });

  const homeserver = () => connect({ baseUrl, token: "secret" });
  const event = { type: "t", stateKey: "", content: { private: 1 }, delay: 1_000 };
  const support = { unstable: true, stable: true, stickyEvents: true };
  for (const [what, ask] of [
    ["whose token it is", () => homeserver().whoAmI()],
    ["what it supports", () => homeserver().supports()],
    ["to schedule", () => homeserver().schedule("!r:x", event, "1", support, 2_000)],
    ["to restart", () => homeserver().update("d", "restart")],
    ["for its list", () => homeserver().pendingEvents()],
    ["for one delayed event", () => homeserver().delayedEvent("d")],
    ["for a room's events", () => homeserver().lastEvents("!r:x", "t")],
    ["to send", () => homeserver().sendPlainly("!r:x", event, "1")],
  ] as const)
    it(`is not followed when asked ${what}, and the error is clear`, async () => {
      const isClear = (error: unknown) =>
        error instanceof HTTPError && /redirects to another address/.test(error.message);
      await assert.rejects(ask(), isClear);
      assert.deepEqual(heard, []);
    });
});
