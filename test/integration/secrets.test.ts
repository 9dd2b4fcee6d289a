import assert from "node:assert/strict";
import { until } from "../environment/until.ts";
import { aProxiedBackground, state } from "./a-proxied-background.ts";

/** An access token is in `storage.session`, on its way to its homeserver, and nowhere else. */
describe("an access token", function () {
  this.timeout(120_000);
  let given: Awaited<ReturnType<typeof aProxiedBackground>>;
  let printed: { all: string; stop: () => void };
  before(async () => {
    given = await aProxiedBackground();
  });
  beforeEach(async () => {
    await given.begin();
    printed = listenToOutput();
  });
  afterEach(() => printed.stop());
  after(() => given?.close());

  const message = { type: "m.room.message", content: { msgtype: "m.text", body: "later" }, delay: 1_000_000 };
  const isSessionKey = ([key]: [string, unknown]) => key.startsWith("session ");

  /** Everything that ever left the background, except requests to the homeserver and the stored sessions. */
  function everything(): Record<string, string> {
    const { answers, persistent, inMemory } = given.background.given;
    const others = inMemory.filter((written) => !isSessionKey(written));
    return {
      answers: JSON.stringify(answers),
      "persistent storage": JSON.stringify(persistent),
      "inMemory storage": JSON.stringify(others),
      output: printed.all,
    };
  }

  function isNowhere(secret: string): void {
    for (const [where, text] of Object.entries(everything()))
      assert.ok(!text.includes(secret), `found in ${where}: ${around(text, secret)}`);
  }

  /** Opens the popup, and fires the alarm. */
  async function lookedAfter(): Promise<void> {
    await given.background.overview();
    await given.background.tick();
  }

  it("is found where it belongs, so the search works", async () => {
    await given.scheduled();
    const sessions = given.background.given.inMemory.filter(isSessionKey);
    assert.ok(JSON.stringify(sessions).includes(given.alice.accessToken));
    assert.ok(everything().answers?.includes("delay_id"));
    assert.ok(everything()["persistent storage"]?.includes(state.type));
  });

  it("is nowhere else after success", async () => {
    for (const event of [state, message])
      for (const action of ["restart", "cancel", "send"]) {
        const { delay_id } = (await given.send(event)) ?? {};
        assert.deepEqual(await given.update(delay_id, action), {});
      }
    await lookedAfter();
    isNowhere(given.alice.accessToken);
  });

  it("is nowhere else after the homeserver has refused", async () => {
    await given.send({ ...state, delay: 100_000_000_000 });
    await given.send({ ...message, room_id: "!nowhere:localhost" });
    await given.update("syd_nobody", "restart");
    const delay_id = await given.scheduled();
    await given.alice.cancel(delay_id);
    await given.update(delay_id, "cancel");
    for (const { id } of (await given.background.overview()).delays)
      await given.background.updateDelay(id, "send");
    await lookedAfter();
    isNowhere(given.alice.accessToken);
  });

  const html = { "content-type": "text/html" };
  for (const [what, fault] of Object.entries({
    "the connection was reset": { kind: "reset-before" },
    "its answer was lost": { kind: "reset-after" },
    "its answer broke off": { kind: "truncate" },
    "it failed": {
      kind: "answer",
      status: 500,
      body: { errcode: "M_UNKNOWN", error: "Internal server error" },
    },
    "a proxy in front of it failed": {
      kind: "answer",
      status: 502,
      headers: html,
      body: "<h1>Bad gateway</h1>",
    },
    "its answer was unusable": {
      kind: "replace-answer",
      status: 200,
      headers: html,
      body: "<h1>Sign in</h1>",
    },
  } as const))
    it(`is nowhere else after ${what}`, async () => {
      const delay_id = await given.scheduled();
      given.proxy.inject(({ path }) => /\/rooms\/|\/delayed_events/.test(path), fault);
      for (const event of [state, message]) await given.send(event);
      for (const action of ["restart", "cancel", "send"]) await given.update(delay_id, action);
      for (const { id } of (await given.background.overview()).delays)
        await given.background.updateDelay(id, "send");
      await lookedAfter();
      isNowhere(given.alice.accessToken);
    });

  it("is nowhere else after a proxy has echoed its request", async () => {
    const delay_id = await given.scheduled();
    const { accessToken } = given.alice;
    const error = `No route for Bearer ${accessToken}`;
    const headers = { "x-echo": accessToken };
    given.proxy.inject(({ path }) => /\/rooms\/|\/delayed_events/.test(path), {
      kind: "answer",
      status: 400,
      headers,
      body: { errcode: "M_UNKNOWN", error, echo: { accessToken } },
    });
    await given.send(state);
    await given.update(delay_id, "restart");
    for (const { id } of (await given.background.overview()).delays)
      await given.background.updateDelay(id, "cancel");
    await lookedAfter();
    isNowhere(accessToken);
  });

  it("is nowhere else after it has expired", async () => {
    const { userId, password } = await given.synapse.registerUser("leaver");
    const leaver = await given.logIn(userId, password);
    const origin = "https://other.example";
    const room_id = await leaver.createRoom();
    await given.background.seen(given.proxy.baseUrl, leaver.accessToken, { origin });
    const { delay_id } = (await given.send({ ...state, room_id }, { origin })) ?? {};
    await leaver.logOut();
    await given.send({ ...state, room_id }, { origin });
    await given.update(delay_id, "restart", { origin });
    await lookedAfter();
    isNowhere(leaver.accessToken);
  });

  it("is nowhere else after the worker was stopped during a request", async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    given.proxy.inject({ method: "PUT", path: /\/state\// }, { kind: "hold", meanwhile: () => released });
    void given.send(state);
    await until("the request is under way", async () => (await given.pending()).length === 1);
    given.background.restart();
    given.proxy.clear();
    await lookedAfter();
    release();
    isNowhere(given.alice.accessToken);
  });

  it("is as secret as a delay_id, which is in no extension page and no error text", async () => {
    const delay_id = await given.scheduled();
    given.background.given.answers.splice(0);
    await given.background.overview();
    given.proxy.inject({ method: "POST" }, { kind: "reset-before" });
    await given.background.updateDelay((await given.view()).id, "restart");
    await given.update(delay_id, "restart");
    given.proxy.clear();
    await given.background.overview();
    await given.background.tick();
    const { answers = "", output = "" } = everything();
    for (const text of [answers, output]) assert.ok(!text.includes(delay_id), around(text, delay_id));
  });
});

/** Captures everything that the process prints, and still prints it. */
function listenToOutput(): { all: string; stop: () => void } {
  const streams = [process.stdout, process.stderr];
  const originals = streams.map((stream) => stream.write);
  const heard = {
    all: "",
    stop: () => {
      for (const [at, stream] of streams.entries()) stream.write = originals[at] as typeof stream.write;
    },
  };
  for (const [at, stream] of streams.entries())
    stream.write = ((...said: Parameters<typeof stream.write>) => {
      heard.all += String(said[0]);
      return (originals[at] as typeof stream.write).apply(stream, said);
    }) as typeof stream.write;
  return heard;
}

function around(text: string, secret: string): string {
  const at = text.indexOf(secret);
  return text.slice(Math.max(0, at - 200), at).concat("…");
}
