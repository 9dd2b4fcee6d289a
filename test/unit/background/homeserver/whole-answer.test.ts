import assert from "node:assert/strict";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mock } from "node:test";
import { fetchLimited, fetchWhole } from "../../../../src/background/homeserver/whole-answer.ts";
import { runningTime } from "../../../environment/running-time.ts";

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

  /** Requests something from a server with this answer. */
  async function ask(answer: RequestListener, within = 5_000): Promise<Response> {
    server = createServer(answer);
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/path`;
    return fetchWhole(TOKEN, within, (clock) => clocks.push(clock))(url, {});
  }

  it("is read completely, with status, headers, URL and the homeserver's clock", async () => {
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

  it("bypasses the browser's cache, which the extension shares between private and ordinary windows", async () => {
    const asked: unknown[] = [];
    const fetched = mock.method(globalThis, "fetch", async (_: URL, { cache }: RequestInit) => {
      asked.push(cache);
      return new Response("{}");
    });
    const options = { cache: "default" } as const;
    await fetchWhole(TOKEN, 1_000, () => {})("https://hs.example/", options);
    await fetchLimited("https://example.org/", options, 1_000, 10);
    fetched.mock.restore();
    assert.deepEqual(asked, ["no-store", "no-store"]);
  });

  it("contains no token, even if the homeserver repeats it in the body or a header", async () => {
    const response = await ask((_, out) => {
      out.setHeader("x-debug", `Bearer ${TOKEN}`);
      out.end(JSON.stringify({ error: `No ${TOKEN}, ${TOKEN}` }));
    });
    assert.equal(response.headers.get("x-debug"), "Bearer (token)");
    assert.deepEqual(await response.json(), { error: "No (token), (token)" });
  });

  it("is abandoned if it begins in time but does not end in time", async () => {
    const ms = runningTime();
    const asked = ask((_, out) => {
      const drip = setInterval(() => out.write("x"), 20);
      out.once("close", () => clearInterval(drip));
    }, 300);
    await assert.rejects(asked, { name: "TimeoutError" });
    assert.ok(ms() < 3_000, `${ms()} ms`);
  });

  it("is abandoned if it is longer than any real answer", async () => {
    const asked = ask((_, out) => {
      for (let megabytes = 0; megabytes < 10; megabytes += 1) out.write(MEGABYTE);
      out.end();
    });
    await assert.rejects(asked, /answer is too long/);
  });

  it("may have a status without a body", async () => {
    const response = await ask((_, out) => out.writeHead(204).end());
    assert.deepEqual([response.status, await response.text()], [204, ""]);
  });

  for (const status of [301, 302, 303, 307, 308])
    it(`is not fetched from a redirect's target: ${status}`, async () => {
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

  it("is a refusal if the browser reveals only that there was a redirect", async () => {
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

  it("may be a 304, which is not a redirect", async () => {
    assert.equal((await ask((_, out) => out.writeHead(304).end())).status, 304);
  });

  it("gives no clock if it has no date", async () => {
    await ask((_, out) => {
      out.sendDate = false;
      out.end("{}");
    });
    assert.deepEqual(clocks, []);
  });
});
