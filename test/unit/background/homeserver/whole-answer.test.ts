import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mock } from "node:test";
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

  for (const status of [301, 302, 303, 307, 308])
    it(`is not fetched from where a redirect leads to: ${status}`, async () => {
      const asked: (string | undefined)[] = [];
      const response = await ask((request, out) => {
        asked.push(request.url);
        out.writeHead(status, { location: "/elsewhere?secret", "x-debug": TOKEN }).end("moved");
      });
      assert.deepEqual(asked, ["/path"]);
      assert.equal(response.status, status);
      assert.match(await response.text(), /redirects/);
      assert.deepEqual([...response.headers], [["content-type", "text/plain"]]);
    });

  it("is a refusal where a browser tells nothing of a redirect but that it is one", async () => {
    const opaque = { type: "opaqueredirect", status: 0, headers: new Headers(), body: null, url: "" };
    const fetching = mock.method(globalThis, "fetch", async () => opaque);
    try {
      const response = await fetchWhole(TOKEN, 1_000, () => {})("https://hs.example/", {});
      assert.deepEqual([response.ok, response.status], [false, 302]);
      const options = fetching.mock.calls[0]?.arguments[1] as RequestInit | undefined;
      assert.equal(options?.redirect, "manual");
    } finally {
      fetching.mock.restore();
    }
  });

  it("may say that nothing was modified, which is no redirect", async () => {
    assert.equal((await ask((_, out) => out.writeHead(304).end())).status, 304);
  });

  it("tells no clock where it has none", async () => {
    await ask((_, out) => {
      out.sendDate = false;
      out.end("{}");
    });
    assert.deepEqual(clocks, []);
  });
});
