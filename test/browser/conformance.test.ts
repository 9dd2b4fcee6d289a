import assert from "node:assert/strict";
import { browserName } from "../environment/browser/browser-name.ts";
import { uncaughtErrors } from "../environment/browser/uncaught.ts";
import { type Backend, startBackend } from "../environment/homeserver/backend.ts";
import { logIn } from "../environment/homeserver/matrix-user.ts";
import { type ClientOptions, EXTENSION } from "../environment/stage.ts";
import { inWords, withoutDuplicateChecks } from "./conformance/delay-requests.ts";
import { LONG, live, onlyPending, STARTS_AT_ONCE } from "./conformance/life.ts";
import { overhear } from "./conformance/overheard.ts";
import { ROWS, type Row } from "./conformance/rows.ts";
import { type Cell, type Scene, setScene } from "./conformance/scene.ts";
import { type Line, printed } from "./conformance/table.ts";

const SCHEDULE = "org.matrix.msc4157.send.delayed_event";
const UPDATE = "org.matrix.msc4157.update_delayed_event";

const message = {
  type: "m.room.message",
  content: { msgtype: "m.notice", body: "The heartbeat has ended.", status: "gone" },
};
const delayedSend = { action: "send_event", data: { ...message, delay: LONG } };
const SCHEDULING = { method: "PUT", path: /msc4140\.delay=/ };
const restart = { action: UPDATE, data: { delay_id: "syd_any", action: "restart" } };

describe(`every class of host, in ${browserName}`, function () {
  this.timeout(60_000);
  const lines: Partial<Line>[] = [];
  let scene: Scene;

  before(async () => {
    scene = await setScene(browserName, EXTENSION.test);
  });
  afterEach(async function () {
    const [line] = lines.slice(-1);
    if (line) line.verdict = this.currentTest?.state === "passed" ? "as expected" : "WRONG";
    await scene.leave();
    const failures = uncaughtErrors(scene.browser);
    assert.deepEqual(failures, []);
  });
  after(async () => {
    console.log(printed(`\nWho does what, in ${scene?.browser.version}`, lines));
    await scene?.close();
  });

  /** Adds a line to the table, to be filled in with measurements. */
  function newLine(host: string): Partial<Line> {
    const line = { host };
    lines.push(line);
    return line;
  }

  /** Runs the widget through its whole life, and notes in the table who did what. */
  async function liveAll(cell: Cell, line: Partial<Line>) {
    const life = await live(cell, scene);
    const { send, restart, cancel, sendNow, firstDelayId } = life;
    Object.assign(line, {
      send,
      restart,
      cancel,
      "send now": sendNow,
      "first delay_id": `${firstDelayId} ms`,
    });
    const heard = await overhear(cell);
    line["asked of host"] = heard.asked.length > 0 ? `${heard.asked.length} of 2` : "none";
    return { heard, who: { send, restart, cancel, sendNow } };
  }

  /** Posts a request, and checks that the answer is the request plus an error and nothing else. @returns the error */
  async function refusal(cell: Cell, request: { action: string; data: object }): Promise<string> {
    const { response, ...said } = (await cell.ask(request)) as { response: { error: { message: string } } };
    const { message } = response.error;
    assert.deepEqual(response, { error: { message } });
    assert.deepEqual(Object.keys(said).sort(), ["action", "api", "data", "requestId", "widgetId"]);
    assert.deepEqual({ ...said, ...request }, said);
    return message;
  }

  /**
   * Checks that the homeserver got no request and holds nothing, and that nothing reached the room. The check can fail:
   * the same event without a delay does reach the room.
   */
  async function expectNoEffect(cell: Cell): Promise<void> {
    const { bob, room } = scene.stage;
    assert.equal(
      inWords(cell.delayRequests().filter(({ what }) => what !== "list" && what !== "get")),
      "nothing",
    );
    assert.deepEqual(await cell.pending(), []);
    await bob.expectNone(room, cell.isWill, 0, cell.mark);
    const { response } = (await cell.ask({ action: "send_event", data: message })) as {
      response: { event_id?: string };
    };
    const seen = await bob.waitForEvent(room, cell.isWill, 10_000, cell.mark);
    assert.equal(seen.event_id, response.event_id);
  }

  for (const row of ROWS)
    it(`${row.rule}: ${row.host}, ${row.driver}, ${row.kind} events`, async () => {
      const { host, driver, kind, send, update } = row;
      const line = newLine(`${host}, ${driver}, ${kind}`);
      const cell = await scene.open({ host, driver, widgetQuery: `${STARTS_AT_ONCE}&kind=${kind}` });
      const { who, heard } = await liveAll(cell, line);
      assert.deepEqual(who, { send, restart: update, cancel: update, sendNow: update });
      assert.deepEqual(heard.asked, row.told ? [SCHEDULE, UPDATE] : []);
      assert.deepEqual(heard.delayedCalls.map(outcome), row.told ? callsOf(row) : []);
      if (!row.told) assert.deepEqual(heard.delayedMessages, []);
      assert.equal(heard.sent.length, 2, "the widget's two greetings are all that is sent at once");
      assert.ok(heard.sent.every((content) => (content as { status: string }).status === "alive"));
      const requests = withoutDuplicateChecks(cell.delayRequests(), { checksHost: row.told });
      assert.equal(inWords(requests), requestsOf(row));
    });

  for (const host of ["1.8.2", "1.19.0"] as const)
    it(`has a send found at the homeserver and not repeated if the answer was lost: ${host}, native`, async () => {
      const line = newLine(`${host}, native, answer lost`);
      scene.proxy.inject(
        SCHEDULING,
        { kind: "replace-answer", status: 502, body: "Bad gateway" },
        { times: 1 },
      );
      const cell = await scene.open({ host, driver: "native", widgetQuery: STARTS_AT_ONCE });
      await cell.untilHeartbeat("it beats", ({ phase }) => phase === "beating");
      const [send, list, ...later] = cell.delayRequests();
      assert.ok(send && list);
      assert.equal(inWords([send, list]), "schedule by host (502), list by extension (200)");
      assert.equal(inWords(withoutDuplicateChecks(later)), "nothing");
      await onlyPending(cell);
      line.send = "host, found by extension";
    });

  it("has a request retried once if it hides the rate limit, and the widget is told when to try again: 1.8.2, native", async () => {
    const line = newLine("1.8.2, native, over the limit");
    const tooMany = { errcode: "M_LIMIT_EXCEEDED", error: "Too Many Requests", retry_after_ms: 1_500 };
    const refuse = (what: Parameters<typeof scene.proxy.inject>[0], times: number) =>
      scene.proxy.inject(what, { kind: "answer", status: 429, body: tooMany }, { times });
    refuse(SCHEDULING, 1);
    const cell = await scene.open({ host: "1.8.2", driver: "native", widgetQuery: STARTS_AT_ONCE });
    await cell.untilHeartbeat("it beats", ({ phase }) => phase === "beating");
    const scheduled = "schedule by host (429), list by extension (200), schedule by extension (200)";
    assert.equal(inWords(withoutDuplicateChecks(cell.delayRequests())), scheduled);
    const { delay_id } = await onlyPending(cell);

    refuse({ method: "POST", path: /restart$/ }, 2);
    const data = { delay_id, action: "restart" };
    const { response } = (await cell.ask({ action: UPDATE, data })) as {
      response: { error: { message: string; matrix_api_error: { http_status: number; response: object } } };
    };
    const { message: words, matrix_api_error } = response.error;
    assert.equal(words, "Error updating delayed event");
    assert.deepEqual([matrix_api_error.http_status, matrix_api_error.response], [429, tooMany]);
    const restarts = "restart by host (429), restart by extension (429)";
    assert.equal(inWords(withoutDuplicateChecks(cell.delayRequests())), `${scheduled}, ${restarts}`);
    Object.assign(line, { send: "extension", restart: "nobody, and told why" });
  });

  for (const [host, driver, sentence] of [
    ["1.8.2", "send-event-only", "Missing capability"],
    ["1.18.0", "send-event-only", `Missing capability for ${SCHEDULE}`],
    ["1.19.0", "native", `Missing capability for ${SCHEDULE}`],
  ] as const)
    it(`has its user's refusal passed on in its own wording: ${host}, ${driver}`, async () => {
      const line = newLine(`${host}, ${driver}, refused by its user`);
      const cell = await scene.open({
        host,
        driver,
        approve: "org.matrix.msc2762.send.event:m.room.message",
      });
      await cell.untilHeartbeat("it is refused", ({ phase }) => phase === "refused");
      assert.equal(await refusal(cell, delayedSend), sentence);
      assert.equal(await refusal(cell, restart), "Missing capability");
      const heard = await overhear(cell);
      assert.deepEqual(heard.asked, [SCHEDULE, UPDATE]);
      assert.deepEqual(heard.delayedCalls, []);
      await expectNoEffect(cell);
      Object.assign(line, { send: "nobody", restart: "nobody", "asked of host": "2 of 2" });
    });

  describe("without a session in the browser", () => {
    let backend: Backend;
    before(async () => {
      const { synapse, alice, clientOrigin } = scene.stage;
      const { accessToken } = await logIn(synapse.baseUrl, alice.userId, alice.password);
      backend = await startBackend({ pages: clientOrigin, homeserver: scene.proxy.baseUrl, accessToken });
    });
    after(() => backend?.close());

    const open = (options: ClientOptions) =>
      scene.open({ session: "backend", origin: backend.origin, homeserver: backend.baseUrl, ...options });

    for (const driver of ["native", "state-only"] as const)
      it(`makes the requests that it can make: 1.19.0, ${driver}`, async () => {
        const line = newLine(`1.19.0, ${driver}, state, no session`);
        const cell = await open({ host: "1.19.0", driver, widgetQuery: STARTS_AT_ONCE });
        const { who } = await liveAll(cell, line);
        assert.deepEqual(who, { send: "host", restart: "host", cancel: "host", sendNow: "host" });
      });

    for (const [host, driver] of [
      ["1.14.0", "send-event-only"],
      ["1.19.0", "state-only"],
    ] as const)
      it(`fails with its own error at other requests, and the popup says why: ${host}, ${driver}`, async () => {
        const line = newLine(`${host}, ${driver}, message, no session`);
        const cell = await open({ host, driver });
        await cell.untilHeartbeat("it is approved", ({ phase }) => phase === "ready");
        assert.equal(await refusal(cell, delayedSend), "Error sending event");
        if (driver === "send-event-only")
          assert.equal(await refusal(cell, restart), "Error updating delayed event");
        const heard = await overhear(cell);
        await expectNoEffect(cell);
        line["asked of host"] = `${heard.asked.length} of 2`;
        line.send = "nobody";
        const popup = await scene.browser.extensionPage("popup/popup.html", {
          over: cell.page,
          until: '[data-diagnosis="session-elsewhere"]',
        });
        await popup.close();
      });

    it("has a delayed send refused if it would send the event immediately: 1.6.0, send-event-only", async () => {
      const line = newLine("1.6.0, send-event-only, message, no session");
      const cell = await open({ host: "1.6.0" });
      await cell.untilHeartbeat("it is refused", ({ phase }) => phase === "refused");
      assert.equal(await refusal(cell, delayedSend), `Missing capability for ${SCHEDULE}`);
      const heard = await overhear(cell);
      assert.deepEqual([heard.asked, heard.delayedMessages, heard.sent], [[], [], []]);
      await expectNoEffect(cell);
      Object.assign(line, { send: "nobody", "asked of host": "none" });
    });
  });
});

const outcome = ({ method, error }: { method: string; error?: string }) =>
  `${method}: ${error === undefined ? "done" : "failed"}`;

/** @returns the calls to the driver of a host that knows delayed events, and their outcomes */
function callsOf({ host, send, update }: Row): string[] {
  const sent = `sendDelayedEvent: ${send === "host" ? "done" : "failed"}`;
  const updated = update === "host" ? "done" : "failed";
  const asked = (action: string) =>
    Number(host.split(".")[1]) < 14
      ? `updateDelayedEvent: ${updated}`
      : `${action}ScheduledDelayedEvent: ${updated}`;
  return [sent, asked("restart"), asked("cancel"), sent, asked("send")];
}

/**
 * @returns the requests to the homeserver over a whole life. For each send that the host made or failed at, the
 *   extension checks once whether the homeserver holds the event. It makes no other checks.
 */
function requestsOf({ send, update, told }: Row): string {
  const schedules = [
    ...(told && send === "extension" ? ["list by extension (200)"] : []),
    `schedule by ${send} (200)`,
  ];
  const firstUpdate = (what: string) => [
    ...(send !== update && send === "host" ? ["get by extension (200)"] : []),
    `${what} by ${update} (200)`,
  ];
  const cancels = `cancel by ${update} (200)`;
  return [...schedules, ...firstUpdate("restart"), cancels, ...schedules, ...firstUpdate("send")].join(", ");
}
