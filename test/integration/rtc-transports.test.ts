import assert from "node:assert/strict";
import { mock } from "node:test";
import { runningTime } from "../environment/running-time.ts";
import type { Asker } from "./a-background.ts";
import { aProxiedBackground } from "./a-proxied-background.ts";

const GET = "org.matrix.msc4515.get_rtc_transports";
const READ = "org.matrix.msc4515.rtc_transports";
const LIVEKIT = { type: "livekit", livekit_service_url: "https://jwt.example.org" };
const ON_SITE = { type: "livekit", livekit_service_url: "https://site.example.org" };
const SITE = "https://localhost/.well-known/matrix/client";
const FAILURE = "Unexpected error while getting the RTC transports";
const STABLE = "/_matrix/client/v1/rtc/transports";
const UNSTABLE = "/_matrix/client/unstable/org.matrix.msc4143/rtc/transports";

type Given = Awaited<ReturnType<typeof aProxiedBackground>>;

/** Runs a homeserver with this configuration for the tests of a `describe`. */
function useHomeserver(config: Record<string, unknown>): {
  given: Given;
  get: (asker?: Asker) => Promise<unknown>;
} {
  const scene = { given: undefined as unknown as Given, get };
  /** Requests the transports as a widget that may. @returns its `response` */
  function get(asker: Asker = {}): Promise<unknown> {
    return scene.given.background.ask(GET, {}, { delayed: [READ], ...asker });
  }
  before(async () => {
    scene.given = await aProxiedBackground({ config });
  });
  beforeEach(() => {
    mock.restoreAll();
    return scene.given.begin();
  });
  after(async () => {
    mock.restoreAll();
    await scene.given?.close();
  });
  return scene;
}

/** Replaces the answers of the server name's own site. @returns a function that counts requests to it */
function site(answer: () => Response | Promise<Response>): () => number {
  const real = globalThis.fetch;
  let asked = 0;
  mock.method(globalThis, "fetch", (resource: URL | string, options?: RequestInit) => {
    if (String(resource) !== SITE) return real(resource, options);
    asked += 1;
    return Promise.resolve(answer());
  });
  return () => asked;
}
const withFoci = () => Response.json({ "org.matrix.msc4143.rtc_foci": [ON_SITE] });

/** Checks for the reference host's failure with a homeserver's answer of this status. */
function failedWith(response: unknown, status: number): void {
  const { error } = response as { error: { message: string; matrix_api_error?: { http_status: number } } };
  assert.deepEqual([error.message, error.matrix_api_error?.http_status], [FAILURE, status]);
}

describe("the transports of a Synapse that names them", function () {
  this.timeout(120_000);
  const scene = useHomeserver({
    experimental_features: { msc4143_enabled: true },
    matrix_rtc: { transports: [LIVEKIT] },
  });
  const asked = () =>
    scene.given.proxy.requests.map(({ path }) => path).filter((path) => path.includes("/rtc/"));

  it("are returned to the widget", async () => {
    assert.deepEqual(await scene.get(), { rtc_transports: [LIVEKIT] });
    assert.deepEqual(asked(), [STABLE, UNSTABLE]);
  });

  it("are requested once in some minutes for all widgets of the session", async () => {
    await scene.get();
    assert.deepEqual(await scene.get(), { rtc_transports: [LIVEKIT] });
    assert.equal(asked().length, 2);
  });

  it("are requested again in a new session", async () => {
    await scene.get();
    const { alice, background, proxy, synapse } = scene.given;
    await background.seen(proxy.baseUrl, alice.accessToken, { origin: "https://other.example" });
    const { userId, password } = await synapse.registerUser("carol");
    const carol = await scene.given.logIn(userId, password);
    await background.seen(proxy.baseUrl, carol.accessToken, { origin: "https://other.example" });
    const src = `https://widget.example/?userId=${encodeURIComponent(userId)}`;
    const carols = { origin: "https://other.example", embedding: { src } };
    assert.deepEqual(await scene.get(carols), { rtc_transports: [LIVEKIT] });
    assert.equal(asked().length, 4);
  });

  it("are never stored, in private windows or elsewhere", async () => {
    const { alice, background, proxy } = scene.given;
    await background.seen(proxy.baseUrl, alice.accessToken, { partition: "private" });
    assert.deepEqual(await scene.get({ partition: "private" }), { rtc_transports: [LIVEKIT] });
    const stored = JSON.stringify([background.given.persistent, background.given.inMemory]);
    assert.ok(!stored.includes("jwt.example.org"));
    await background.privateClosed();
    assert.deepEqual(await scene.get({ partition: "private" }), { error: { message: "Missing capability" } });
  });

  it("are not requested without the capability", async () => {
    assert.deepEqual(await scene.get({ delayed: ["org.matrix.msc4157.send.delayed_event"] }), {
      error: { message: "Missing capability" },
    });
    assert.deepEqual(asked(), []);
  });

  it("are not returned just because a host approves what only the user can allow", async () => {
    assert.deepEqual(await scene.get({ delayed: [], approved: [READ] }), {
      error: { message: "Missing capability" },
    });
    assert.deepEqual(asked(), []);
  });

  it("are not returned without a session", async () => {
    const origin = "https://other.example";
    assert.deepEqual(await scene.get({ origin }), { error: { message: "Missing capability" } });
    assert.deepEqual(asked(), []);
  });

  it("come from the stable endpoint if a later homeserver has it", async () => {
    const later = { ...LIVEKIT, livekit_service_url: "https://later.example.org" };
    scene.given.proxy.inject(
      { path: /\/v1\/rtc/ },
      { kind: "answer", status: 200, body: { rtc_transports: [later] } },
    );
    assert.deepEqual(await scene.get(), { rtc_transports: [later] });
    assert.deepEqual(asked(), [STABLE]);
  });

  for (const [words, status, body] of [
    ["a page", 200, "<html>Welcome</html>"],
    ["a page", 404, "<html>Not found</html>"],
    ["M_NOT_FOUND", 404, { errcode: "M_NOT_FOUND" }],
  ] as const)
    it(`are found if a proxy in front answers the stable path with ${status} and ${words}`, async () => {
      scene.given.proxy.inject({ path: /\/v1\/rtc/ }, { kind: "answer", status, body });
      assert.deepEqual(await scene.get(), { rtc_transports: [LIVEKIT] });
    });

  it("are not requested elsewhere while the homeserver limits requests", async () => {
    const sites = site(withFoci);
    const body = { errcode: "M_LIMIT_EXCEEDED", retry_after_ms: 5_000 };
    scene.given.proxy.inject({ path: /\/rtc\// }, { kind: "answer", status: 429, body });
    failedWith(await scene.get(), 429);
    assert.equal(sites(), 0);
  });

  it("fail before the widget stops waiting", async () => {
    scene.given.proxy.inject({ path: /\/rtc\// }, { kind: "silent" });
    const ms = runningTime();
    assert.deepEqual(await scene.get(), { error: { message: FAILURE } });
    assert.ok(ms() < 3_000, `${ms()} ms`);
  });
});

describe("the transports of a Synapse that has the endpoint and names none", function () {
  this.timeout(120_000);
  const scene = useHomeserver({ experimental_features: { msc4143_enabled: true } });

  it("are an empty list, and the server's own site is not asked", async () => {
    const sites = site(withFoci);
    assert.deepEqual(await scene.get(), { rtc_transports: [] });
    assert.equal(sites(), 0);
  });
});

describe("the transports of a Synapse without the endpoint", function () {
  this.timeout(120_000);
  const scene = useHomeserver({});

  it("come from its server name's own site", async () => {
    const sites = site(withFoci);
    assert.deepEqual(await scene.get(), { rtc_transports: [ON_SITE] });
    assert.equal(sites(), 1);
  });

  for (const [what, answer] of [
    ["has no such file", () => new Response("", { status: 404 })],
    ["cannot be read", () => Promise.reject(new TypeError("Failed to fetch"))],
    ["names none", () => Response.json({})],
  ] as const)
    it(`are not found if that site ${what}, and the widget is told at once`, async () => {
      site(answer);
      failedWith(await scene.get(), 404);
    });

  it("are not returned if the homeserver is down", async () => {
    const nonce = await scene.given.background.load({ delayed: [READ] });
    await scene.given.proxy.down();
    assert.deepEqual(await scene.get({ nonce }), { error: { message: FAILURE } });
    await scene.given.proxy.up();
  });
});
