import assert from "node:assert/strict";
import { mock } from "node:test";
import { createConnect } from "../../../../src/background/homeserver/homeserver.ts";

const BASE = "https://matrix-client.example.org";
const STABLE = `${BASE}/_matrix/client/v1/rtc/transports`;
const UNSTABLE = `${BASE}/_matrix/client/unstable/org.matrix.msc4143/rtc/transports`;
const WHOAMI = `${BASE}/_matrix/client/v3/account/whoami`;
const SITE = "https://example.org/.well-known/matrix/client";
const LIVEKIT = { type: "livekit", livekit_service_url: "https://jwt.example.org" };
const OTHER = { type: "livekit", livekit_service_url: "https://other.example.org" };

const json = (body: unknown, status = 200) => Response.json(body, { status });
const html = (status: number) => new Response("<html>", { status, headers: { "content-type": "text/html" } });
const named = (...rtc_transports: unknown[]) => json({ rtc_transports });
const foci = (...list: unknown[]) => json({ "org.matrix.msc4143.rtc_foci": list });
const unrecognized = () => json({ errcode: "M_UNRECOGNIZED", error: "Unrecognized request" }, 404);

type Answers = Record<string, () => Response | Promise<Response>>;
interface SentRequest {
  url: string;
  token: string | null;
  options: RequestInit;
}

describe("a homeserver's transports", () => {
  let asked: SentRequest[];
  beforeEach(() => {
    asked = [];
  });
  afterEach(() => mock.restoreAll());

  /** Has these addresses answer, and every other one reject the endpoint as unknown. */
  function answering(answers: Answers, user = "@alice:example.org") {
    mock.restoreAll();
    mock.method(globalThis, "fetch", async (resource: URL | string, options: RequestInit = {}) => {
      const url = String(resource);
      asked.push({ url, token: new Headers(options.headers).get("authorization"), options });
      const known: Answers = { [WHOAMI]: () => json({ user_id: user }), ...answers };
      return (known[url] ?? unrecognized)();
    });
  }
  const connection = (token = "t1", connect = createConnect()) => connect({ baseUrl: BASE, token });
  const lookUp = (answers: Answers, user?: string) => {
    answering(answers, user);
    return connection().rtcTransports();
  };
  const urls = () => asked.map(({ url }) => url);

  it("come from the stable endpoint if it exists, without another request", async () => {
    assert.deepEqual(await lookUp({ [STABLE]: () => named(LIVEKIT), [UNSTABLE]: () => named(OTHER) }), [
      LIVEKIT,
    ]);
    assert.deepEqual(urls(), [STABLE]);
  });

  for (const [words, no] of [
    ["404 M_UNRECOGNIZED", unrecognized],
    ["404 M_NOT_FOUND", () => json({ errcode: "M_NOT_FOUND", error: "Not found" }, 404)],
    ["405", () => json({ errcode: "M_UNRECOGNIZED" }, 405)],
    ["400", () => json({ errcode: "M_UNRECOGNIZED" }, 400)],
    ["403", () => json({ errcode: "M_GUEST_ACCESS_FORBIDDEN" }, 403)],
    ["404 and a page", () => html(404)],
    ["200 and a page", () => html(200)],
    ["200 and plain text", () => new Response("ok")],
    ["200 and a string", () => json("ok")],
    ["200 and no list", () => json({ rtc_transports: "livekit" })],
    [
      "with a redirect",
      () => new Response("", { status: 302, headers: { location: "https://elsewhere.example/" } }),
    ],
  ] as const) {
    it(`come from the unstable endpoint if the stable one answers ${words}`, async () => {
      assert.deepEqual(await lookUp({ [STABLE]: no, [UNSTABLE]: () => named(LIVEKIT) }), [LIVEKIT]);
      assert.deepEqual(urls(), [STABLE, UNSTABLE]);
    });

    it(`come from the server's own site if both endpoints answer ${words}`, async () => {
      assert.deepEqual(await lookUp({ [STABLE]: no, [UNSTABLE]: no, [SITE]: () => foci(LIVEKIT) }), [
        LIVEKIT,
      ]);
      assert.deepEqual(urls(), [STABLE, UNSTABLE, WHOAMI, SITE]);
    });
  }

  it("are an empty list if an endpoint says so, with an empty list or without one (Synapse): the site is not asked", async () => {
    assert.deepEqual(await lookUp({ [STABLE]: () => named(), [SITE]: () => foci(LIVEKIT) }), []);
    assert.deepEqual(await lookUp({ [UNSTABLE]: () => json({}), [SITE]: () => foci(LIVEKIT) }), []);
    assert.ok(!urls().includes(SITE));
  });

  it("are not found if neither endpoints nor site exist", async () => {
    assert.equal(await lookUp({}), undefined);
  });

  it("are requested with the token, and from the server's site without the token or anything else", async () => {
    await lookUp({ [SITE]: () => foci(LIVEKIT) });
    assert.deepEqual(
      asked.map(({ token }) => token),
      ["Bearer t1", "Bearer t1", "Bearer t1", null],
    );
    const { body, credentials, redirect } = asked.at(-1)?.options ?? {};
    assert.deepEqual([body, credentials, redirect], [undefined, "omit", "manual"]);
  });

  it("are requested from the site of the user's own server, without its port", async () => {
    await lookUp({}, "@alice:other.example:8448");
    assert.equal(urls().at(-1), "https://other.example/.well-known/matrix/client");
  });

  for (const [what, site] of [
    ["is no JSON", () => html(200)],
    [
      "is 2 MB large",
      () => json({ filler: "x".repeat(2_000_000), "org.matrix.msc4143.rtc_foci": [LIVEKIT] }),
    ],
    ["redirects elsewhere", () => new Response("", { status: 301, headers: { location: STABLE } })],
    ["names no transports", () => json({ "m.homeserver": { base_url: BASE } })],
    ["names no list", () => json({ "org.matrix.msc4143.rtc_foci": LIVEKIT })],
    ["is not there", () => html(404)],
    ["fails", () => html(500)],
    ["names some with an error status", () => json({ "org.matrix.msc4143.rtc_foci": [LIVEKIT] }, 500)],
  ] as const)
    it(`are not found on a site whose well-known file ${what}`, async () => {
      answering({ [SITE]: site });
      const session = connection();
      assert.equal(await session.rtcTransports(), undefined);
      assert.equal(session.unreadSite(), undefined, "it was read");
    });

  it("leave out an unencrypted service, wherever it is named", async () => {
    const open = { type: "livekit", livekit_service_url: "http://jwt.example.org" };
    assert.deepEqual(await lookUp({ [SITE]: () => foci(open, LIVEKIT) }), [LIVEKIT]);
    assert.deepEqual(await lookUp({ [STABLE]: () => named(open) }), []);
  });

  it("are not found if the browser keeps the site from being read, and that site is noted until it can be", async () => {
    answering({ [SITE]: () => Promise.reject(new TypeError("Failed to fetch")) });
    const connect = createConnect();
    assert.equal(await connection("t1", connect).rtcTransports(), undefined);
    assert.equal(connection("t1", connect).unreadSite(), SITE);
    answering({ [SITE]: () => foci(LIVEKIT) });
    assert.deepEqual(await connection("t1", connect).rtcTransports(), [LIVEKIT]);
    assert.equal(connection("t1", connect).unreadSite(), undefined);
  });

  for (const [what, answer] of [
    ["limits requests", () => json({ errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 5 }, 429)],
    ["does not know the token", () => json({ errcode: "M_UNKNOWN_TOKEN" }, 401)],
    ["is broken", () => json({ errcode: "M_UNKNOWN" }, 500)],
    ["has run out of time", () => html(408)],
    ["is not ready yet", () => html(425)],
    ["is down", () => Promise.reject(new TypeError("Failed to fetch"))],
  ] as const)
    it(`are unknown if the homeserver ${what}: no other place is asked, and the next look-up asks again`, async () => {
      answering({ [STABLE]: answer, [SITE]: () => foci(LIVEKIT) });
      const session = connection();
      await assert.rejects(session.rtcTransports());
      assert.deepEqual(urls(), [STABLE]);
      answering({ [STABLE]: () => named(LIVEKIT) });
      assert.deepEqual(await session.rtcTransports(), [LIVEKIT]);
    });

  describe("once found", () => {
    it("are kept for five minutes, for every connection of the session", async () => {
      let now = 0;
      answering({ [STABLE]: () => named(LIVEKIT) });
      mock.method(performance, "now", () => now);
      const connect = createConnect();
      const ask = () => connection("t1", connect).rtcTransports();
      assert.deepEqual(await Promise.all([ask(), ask()]), [[LIVEKIT], [LIVEKIT]]);
      now = 299_000;
      await ask();
      assert.equal(asked.length, 1);
      now = 301_000;
      await ask();
      assert.equal(asked.length, 2);
    });

    it("are not used for another session, even at the same homeserver", async () => {
      answering({ [STABLE]: () => named(LIVEKIT) });
      const connect = createConnect();
      await connection("t1", connect).rtcTransports();
      await connection("t2", connect).rtcTransports();
      assert.deepEqual(
        asked.map(({ token }) => token),
        ["Bearer t1", "Bearer t2"],
      );
    });
  });
});
