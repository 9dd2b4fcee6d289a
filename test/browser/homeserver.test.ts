import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { browserName } from "../environment/browser/browser-name.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { startDialectProxy } from "../environment/homeserver/dialect-proxy.ts";
import { openPopup, tabOf } from "../environment/popup/popup-page.ts";
import { EXTENSION } from "../environment/stage.ts";
import { until } from "../environment/until.ts";
import { LONG, onlyPending, STARTS_AT_ONCE } from "./conformance/life.ts";
import { type Cell, type Scene, setScene } from "./conformance/scene.ts";

const UPDATE = "org.matrix.msc4157.update_delayed_event";
const RESTART = { method: "POST", path: /restart$/ };
/** A restart of this delay_id. The extension's check whether restarts get through uses one that does not exist. */
const restartOf = (delayId = "") => ({
  ...RESTART,
  path: new RegExp(`/${encodeURIComponent(delayId)}/restart$`),
});
const SCHEDULING = { method: "PUT", path: /msc4140\.delay=/ };

describe(`the homeserver behind a client that knows nothing of delayed events, in ${browserName}`, function () {
  this.timeout(60_000);
  let scene: Scene;
  before(async () => {
    // Long enough for a client to open on a busy machine. The test waits until the time is over.
    const config = { refreshable_access_token_lifetime: "8s" };
    scene = await setScene(browserName, EXTENSION.test, { config });
  });
  afterEach(async () => {
    await scene.leave();
    assert.deepEqual(uncaughtErrors(scene.browser), []);
  });
  after(() => scene?.close());

  const beats = (cell: Cell) => cell.untilHeartbeat("the widget beats", ({ phase }) => phase === "beating");
  const errorsOf = (cell: Cell) => cell.heartbeat(({ errors }) => errors);

  it("may drop the client's token before it issues the next one, and the widget does not notice", async () => {
    const { proxy, stage } = scene;
    const cell = await scene.open({ refresh: "1", widgetQuery: STARTS_AT_ONCE });
    await beats(cell);
    const { delay_id } = await onlyPending(cell);
    const { authorization = "" } =
      proxy.requests.findLast(({ headers }) => headers.authorization)?.headers ?? {};
    await until(
      "the homeserver has forgotten the token",
      async () => {
        const url = `${stage.synapse.baseUrl}/_matrix/client/v3/account/whoami`;
        return (await fetch(url, { headers: { authorization } })).status === 401;
      },
      20_000,
    );
    const from = proxy.requests.length;
    const asked = () =>
      proxy.requests.slice(from).filter(({ headers }) => !headers.origin?.startsWith("http"));
    const restarted = cell.ask({ action: UPDATE, data: { delay_id, action: "restart" } }, 5_000);
    await until("the extension's request is refused", async () =>
      asked().some(({ status }) => status === 401),
    );
    await cell.page.evaluate(() => window.testClient.rotation?.next());
    assert.deepEqual(((await restarted) as { response: object }).response, {});
    const done = asked().find(({ path, status }) => RESTART.path.test(path) && status === 200);
    assert.notEqual(done?.headers.authorization, authorization);
    await onlyPending(cell);
  });

  it("may redirect a restart: Postdate does not follow, and the widget is told that the restart failed", async () => {
    const cell = await scene.open({ widgetQuery: STARTS_AT_ONCE });
    await beats(cell);
    const answer = { kind: "answer", status: 307, headers: { Location: "/elsewhere" } } as const;
    const delay_id = await cell.heartbeat(({ delayId }) => delayId);
    const takeBack = scene.proxy.inject(restartOf(delay_id), answer);
    const asked = { action: UPDATE, data: { delay_id, action: "restart" } };
    const { response } = (await cell.ask(asked)) as { response: { error?: object } };
    takeBack();
    assert.ok(response.error);
    assert.ok(scene.proxy.requests.some(({ status }) => status === 307));
    assert.ok(!scene.proxy.requests.some(({ path }) => path.startsWith("/elsewhere")));
  });

  it("may rate-limit a widget, which is told for how long, in the header too", async () => {
    const cell = await scene.open({ widgetQuery: STARTS_AT_ONCE });
    await beats(cell);
    const body = { errcode: "M_LIMIT_EXCEEDED", error: "Too Many Requests" };
    const answer = { kind: "answer", status: 429, headers: { "Retry-After": "3" }, body } as const;
    const delay_id = await cell.heartbeat(({ delayId }) => delayId);
    scene.proxy.inject(restartOf(delay_id), answer, { times: 1 });
    const data = { delay_id, action: "restart" };
    const { response } = (await cell.ask({ action: UPDATE, data })) as {
      response: {
        error: { matrix_api_error: { http_status: number; http_headers: object; response: object } };
      };
    };
    const { http_status, http_headers, response: said } = response.error.matrix_api_error;
    assert.deepEqual([http_status, said], [429, body]);
    assert.equal(new Headers(http_headers as Record<string, string>).get("Retry-After"), "3");
    assert.equal(JSON.stringify(response).includes("Bearer"), false);
  });

  it("may be under a path: the widget's event is scheduled there, and the popup shows it", async () => {
    const { browser, stage } = scene;
    const under = await startDialectProxy(stage.synapse.baseUrl, { under: "/matrix/hs" });
    try {
      // On an origin of its own, because one account at two addresses counts as two accounts.
      const origin = stage.clientOrigin.replace("localhost", "127.0.0.1");
      const cell = await scene.open({ origin, homeserver: under.baseUrl, widgetQuery: STARTS_AT_ONCE });
      await beats(cell);
      await onlyPending(cell);
      assert.ok(under.requests.some(({ path }) => /^\/matrix\/hs\/.*msc4140\.delay=/.test(path)));
      const popup = await openPopup(browser, await tabOf(browser, cell.page));
      await popup.untilDiagnosis("ready");
      const account = await popup.page.$eval('[data-testid="account"]', ({ textContent }) => textContent);
      assert.ok(account?.includes(new URL(under.baseUrl).host), account ?? "");
      await popup.page.close();
      // Close the client before its homeserver goes away.
      await scene.leave();
    } finally {
      await under.close();
    }
  });

  describe("has a delayed event at most once, and the widget gets the true outcome,", () => {
    for (const kind of ["state", "message"])
      it(`when the worker is killed before it learns that a ${kind} event is scheduled`, async () => {
        const { browser, proxy } = scene;
        proxy.inject(SCHEDULING, { kind: "hold", meanwhile: () => browser.killWorker() }, { times: 1 });
        const cell = await scene.open({ widgetQuery: `${STARTS_AT_ONCE}&kind=${kind}` });
        await beats(cell);
        await until("the homeserver has it once", async () => (await cell.pending()).length === 1);
        await onlyPending(cell);
        assert.deepEqual(await errorsOf(cell), []);
      });

    it("whenever the worker is killed meanwhile", async () => {
      const cell = await scene.open({ widgetQuery: `delay=${LONG}&interval=${LONG}` });
      await cell.untilHeartbeat("it may", ({ phase }) => phase === "ready");
      for (const ms of [10, 40, 100, 200]) {
        const started = cell.heartbeat((it) => it.start());
        await pause(ms);
        await scene.browser.killWorker();
        await started;
        const { phase, delayId } = await cell.heartbeat((it) => ({ phase: it.phase, delayId: it.delayId }));
        // A killed worker's request may arrive after the next worker's. The duplicate is cancelled a second later.
        let held: string[] = [];
        await until(`the homeserver holds it once, after ${ms} ms`, async () => {
          held = (await cell.pending()).map(({ delay_id }) => delay_id);
          return held.length < 2;
        });
        if (phase === "beating") assert.deepEqual(held, [delayId], `after ${ms} ms`);
        else assert.equal(phase, "failed", `after ${ms} ms`);
        await scene.stage.bob.expectNone(scene.stage.room, cell.isWill, 0, cell.mark);
        await cell.heartbeat((it) => it.cancel());
        await until("none is left", async () => (await cell.pending()).length === 0, 20_000);
      }
    });
  });

  it("gets no message for an encrypted room, because Postdate cannot encrypt, but does get a state event", async () => {
    const { stage } = scene;
    const room = await stage.newRoom("Sealed");
    await stage.aliceElsewhere.sendState(room, "m.room.encryption", "", {
      algorithm: "m.megolm.v1.aes-sha2",
    });
    const mark = await stage.bob.mark();
    const cell = await scene.open({ room, widgetQuery: STARTS_AT_ONCE });
    await beats(cell);
    await onlyPending(cell);
    const content = { msgtype: "m.text", body: "in clear", status: "gone" };
    const data = { type: "m.room.message", content, delay: LONG };
    const { response } = (await cell.ask({ action: "send_event", data })) as { response: object };
    const message = "Cannot send delayed room events in an encrypted room: they cannot be encrypted";
    assert.deepEqual(response, { error: { message } });
    await onlyPending(cell);
    await stage.bob.expectNone(room, ({ type }) => type === "m.room.message", 0, mark);
  });
});
