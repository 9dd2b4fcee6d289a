import assert from "node:assert/strict";
import { type Backend, startBackend } from "../environment/backend.ts";
import type { BrowserName } from "../environment/browsers.ts";
import { logIn } from "../environment/matrix-user.ts";
import { type ClientOptions, EXTENSION } from "../environment/stage.ts";
import { inWords } from "./conformance/deeds.ts";
import { LONG, live, STARTS_AT_ONCE } from "./conformance/life.ts";
import { overhear } from "./conformance/overheard.ts";
import { ROWS, type Row } from "./conformance/rows.ts";
import { type Cell, type Scene, setScene } from "./conformance/scene.ts";
import { type Line, printed } from "./conformance/table.ts";

const browserName = process.env.POSTDATE_BROWSER as BrowserName;
const SCHEDULE = "org.matrix.msc4157.send.delayed_event";
const UPDATE = "org.matrix.msc4157.update_delayed_event";

const delayedSend = {
  action: "send_event",
  data: { type: "m.room.message", content: { msgtype: "m.notice", status: "gone" }, delay: LONG },
};
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
    if (line) line.verdict = this.currentTest?.state === "passed" ? "as it must be" : "WRONG";
    await scene.leave();
    const failures = scene.browser.log.filter(({ kind }) => kind === "error");
    assert.deepEqual(failures, []);
  });
  after(async () => {
    console.log(printed(`\nWho does what, in ${scene?.browser.version}`, lines));
    await scene?.close();
  });

  /** A new line of the table, to be filled by what is measured. */
  function newLine(host: string): Partial<Line> {
    const line = { host };
    lines.push(line);
    return line;
  }

  /** Has the widget live its life, and notes in the table who did what. */
  async function lived(cell: Cell, line: Partial<Line>) {
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

  /** Asks, and checks that the answer is the request with nothing but this error beside it. */
  async function refusal(cell: Cell, request: { action: string; data: object }): Promise<string> {
    const { response, ...said } = (await cell.ask(request)) as { response: { error: { message: string } } };
    const { message } = response.error;
    assert.deepEqual(response, { error: { message } });
    assert.deepEqual(Object.keys(said).sort(), ["action", "api", "data", "requestId", "widgetId"]);
    assert.deepEqual({ ...said, ...request }, said);
    return message;
  }

  /** The homeserver has been told nothing, and holds nothing; the room has seen nothing. */
  async function nothingCameOfIt(cell: Cell): Promise<void> {
    assert.equal(inWords(cell.deeds().filter(({ what }) => what !== "list")), "nothing");
    assert.deepEqual(await cell.pending(), []);
    await scene.stage.bob.expectNone(scene.stage.room, cell.isWill, 0, cell.mark);
  }

  for (const row of ROWS)
    it(`${row.host}, ${row.driver}, ${row.kind} events: ${row.rule}`, async () => {
      const { host, driver, kind, send, update } = row;
      const line = newLine(`${host}, ${driver}, ${kind}`);
      const cell = await scene.open({ host, driver, widgetQuery: `${STARTS_AT_ONCE}&kind=${kind}` });
      const { who, heard } = await lived(cell, line);
      assert.deepEqual(who, { send, restart: update, cancel: update, sendNow: update });
      assert.deepEqual(heard.asked, row.told ? [SCHEDULE, UPDATE] : []);
      assert.deepEqual(heard.delayedCalls.map(outcome), row.told ? callsOf(row) : []);
      if (!row.told) assert.deepEqual(heard.delayedMessages, []);
      assert.equal(heard.sent.length, 2, "of what is sent at once, the widget's two greetings");
      assert.ok(heard.sent.every((content) => (content as { status: string }).status === "alive"));
      assert.equal(inWords(cell.deeds()), deedsOf(row));
    });

  it("1.19.0, native: a send whose answer was lost is found at the homeserver, and not made twice", async () => {
    const line = newLine("1.19.0, native, answer lost");
    scene.proxy.inject(
      { method: "PUT", path: /msc4140\.delay=/ },
      { kind: "replace-answer", status: 502, body: "Bad gateway" },
      { times: 1 },
    );
    const cell = await scene.open({ host: "1.19.0", driver: "native", widgetQuery: STARTS_AT_ONCE });
    await cell.untilHeartbeat("it beats", ({ phase }) => phase === "beating");
    assert.equal(inWords(cell.deeds()), "schedule by host (502), list by extension (200)");
    const [only, ...more] = await cell.pending();
    assert.deepEqual(more, []);
    assert.equal(only?.delay_id, await cell.heartbeat(({ delayId }) => delayId));
    line.send = "host, found by extension";
  });

  for (const [host, driver, sentence] of [
    ["1.8.2", "send-event-only", "Missing capability"],
    ["1.18.0", "send-event-only", `Missing capability for ${SCHEDULE}`],
    ["1.19.0", "native", `Missing capability for ${SCHEDULE}`],
  ] as const)
    it(`${host}, ${driver}: the user's refusal stands, in the host's own words`, async () => {
      const line = newLine(`${host}, ${driver}, refused by its user`);
      const cell = await scene.open({
        host,
        driver,
        approve: "org.matrix.msc2762.send.event:m.room.message",
      });
      await cell.untilHeartbeat("it is refused", ({ phase }) => phase === "refused");
      assert.equal(await refusal(cell, delayedSend), sentence);
      assert.equal(await refusal(cell, restart), "Missing capability");
      await nothingCameOfIt(cell);
      const heard = await overhear(cell);
      assert.deepEqual(heard.asked, [SCHEDULE, UPDATE]);
      assert.deepEqual(heard.delayedCalls, []);
      Object.assign(line, { send: "nobody", restart: "nobody", "asked of host": "2 of 2" });
    });

  describe("whose session is not in the browser", () => {
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
      it(`1.19.0, ${driver}: what it can do is its own`, async () => {
        const line = newLine(`1.19.0, ${driver}, state, no session`);
        const cell = await open({ host: "1.19.0", driver, widgetQuery: STARTS_AT_ONCE });
        const { who } = await lived(cell, line);
        assert.deepEqual(who, { send: "host", restart: "host", cancel: "host", sendNow: "host" });
      });

    for (const [host, driver] of [
      ["1.14.0", "send-event-only"],
      ["1.19.0", "state-only"],
    ] as const)
      it(`${host}, ${driver}: what it cannot do fails with its own error, and the popup says why`, async () => {
        const line = newLine(`${host}, ${driver}, message, no session`);
        const cell = await open({ host, driver });
        await cell.untilHeartbeat("it is approved", ({ phase }) => phase === "ready");
        assert.equal(await refusal(cell, delayedSend), "Error sending event");
        if (driver === "send-event-only")
          assert.equal(await refusal(cell, restart), "Error updating delayed event");
        await nothingCameOfIt(cell);
        const heard = await overhear(cell);
        line["asked of host"] = `${heard.asked.length} of 2`;
        line.send = "nobody";
        const popup = await scene.browser.extensionPage("popup/popup.html", {
          over: cell.page,
          until: '[data-diagnosis="no-session"]',
        });
        await popup.close();
      });

    it("1.6.0, send-event-only: a delayed send is refused, for this host would send it at once", async () => {
      const line = newLine("1.6.0, send-event-only, message, no session");
      const cell = await open({ host: "1.6.0" });
      await cell.untilHeartbeat("it is refused", ({ phase }) => phase === "refused");
      assert.equal(await refusal(cell, delayedSend), `Missing capability for ${SCHEDULE}`);
      await nothingCameOfIt(cell);
      const heard = await overhear(cell);
      assert.deepEqual([heard.asked, heard.delayedMessages, heard.sent], [[], [], []]);
      Object.assign(line, { send: "nobody", "asked of host": "none" });
    });
  });
});

const outcome = ({ method, error }: { method: string; error?: string }) =>
  `${method}: ${error === undefined ? "done" : "failed"}`;

/** What the driver of a host that knows delayed events is asked, and what becomes of it. */
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
 * What the homeserver is asked over a whole life: of what its host did or failed at, the extension looks once whether it is
 * there, and of nothing else.
 */
function deedsOf({ send, update, told }: Row): string {
  const looks = "list by extension (200)";
  const schedules = [...(told && send === "extension" ? [looks] : []), `schedule by ${send} (200)`];
  const firstUpdate = (what: string) => [
    ...(send !== update && send === "host" ? [looks] : []),
    `${what} by ${update} (200)`,
  ];
  const cancels = `cancel by ${update} (200)`;
  return [...schedules, ...firstUpdate("restart"), cancels, ...schedules, ...firstUpdate("send")].join(", ");
}
