import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fetchWhole } from "../../../../src/background/homeserver/whole-answer.ts";

const TOKEN = "syt_secret";
const MEGABYTE = "x".repeat(1_000_000);

describe("a homeserver's answer", () => {
  let server: Server | undefined;
  let clocks: number[] = [];
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
    clocks = [];
  });

  /** Asks a server that answers so. */
  async function ask(answer: RequestListener, within = 5_000): Promise<Response> {
    server = createServer(answer);
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/path`;
    return fetchWhole(TOKEN, within, (clock) => clocks.push(clock))(url, {});
  }

  it("is there as a whole, with its status, headers and address, and the homeserver's clock", async () => {
    const date = "Thu, 26 Nov 2026 00:00:00 GMT";
    const response = await ask((_, out) => {
      out.writeHead(429, { "retry-after": "3", date }).write('{"a":');
      setTimeout(() => out.end('"ü"}'), 20);
    });
    assert.deepEqual(await response.json(), { a: "ü" });
    assert.deepEqual([response.status, response.headers.get("retry-after")], [429, "3"]);
    assert.match(response.url, /\/path$/);
    assert.deepEqual(clocks, [Date.parse(date)]);
  });

  it("has no token in it, in its body or in a header, should the homeserver repeat it", async () => {
    const response = await ask((_, out) => {
      out.setHeader("x-debug", `Bearer ${TOKEN}`);
      out.end(JSON.stringify({ error: `No ${TOKEN}, ${TOKEN}` }));
    });
    assert.equal(response.headers.get("x-debug"), "Bearer (token)");
    assert.deepEqual(await response.json(), { error: "No (token), (token)" });
  });

  it("is given up when it begins in time and does not end in time", async () => {
    const start = performance.now();
    const asked = ask((_, out) => {
      const drip = setInterval(() => out.write("x"), 20);
      out.once("close", () => clearInterval(drip));
    }, 300);
    await assert.rejects(asked, { name: "TimeoutError" });
    assert.ok(performance.now() - start < 3_000);
  });

  it("is given up when it is longer than anything a homeserver has to say", async () => {
    const asked = ask((_, out) => {
      for (let megabytes = 0; megabytes < 10; megabytes += 1) out.write(MEGABYTE);
      out.end();
    });
    await assert.rejects(asked, /longer than 8000000 bytes/);
  });

  it("may be of a kind that has no body", async () => {
    const response = await ask((_, out) => out.writeHead(204).end());
    assert.deepEqual([response.status, await response.text()], [204, ""]);
  });

  it("tells no clock where it has none", async () => {
    await ask((_, out) => {
      out.sendDate = false;
      out.end("{}");
    });
    assert.deepEqual(clocks, []);
  });
});
