import assert from "node:assert/strict";
import { mock } from "node:test";
import { pass, pause } from "./frames.ts";
import { aRelay, DELAYED_SEND, OTHERS, REQUEST, SEND, WANTS } from "./relay.ts";

const SCHEDULED = { room_id: "!r:x", delay_id: "delay 1" };
const FAILED = { error: { message: "Error sending event" } };
/** When the host gives up on the widget without an answer about capabilities (ms). */
const HOST_WAITS = 10_000;

describe("the scripts in the frames of a widget and its host", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  const isAction = ({ action }: { action?: unknown }) => action === "send_event";
  /** A background that answers only after it has started (ms from now). */
  function isThereAfter(ms: number) {
    const since = Date.now();
    return async (_: unknown, answer: () => Promise<unknown>) => {
      await pause(Math.max(0, since + ms - Date.now()));
      return answer();
    };
  }

  it("hide delayed capabilities from a host that knows nothing, and give them to the widget", async () => {
    const { handshake, hostIsAsked, widgetIsTold, ask } = aRelay();
    await handshake(500);
    assert.deepEqual(hostIsAsked(), [OTHERS]);
    assert.deepEqual(widgetIsTold(), [{ requested: WANTS, approved: WANTS }]);
    assert.deepEqual(await ask("send_event", DELAYED_SEND), SCHEDULED);
  });

  it("leave delayed events to a host that knows them", async () => {
    const { host, handshake, hostIsAsked, widgetIsTold, ask } = aRelay({ knows: true });
    await handshake(500);
    assert.deepEqual([hostIsAsked(), widgetIsTold()], [[WANTS], [{ requested: WANTS, approved: WANTS }]]);
    await ask("send_event", DELAYED_SEND);
    assert.equal(host.heard.filter(isAction).length, 1);
  });

  for (const [widgetHasScript, told] of [
    [false, [{ ask: "unreached", widget: "https://widget.example" }]],
    [true, []],
  ] as const)
    it(`tell the background ${told.length ? "once that the widget's frame has no script" : "nothing if the widget's frame has a script"}`, async () => {
      const asked: unknown[] = [];
      const { handshake } = aRelay({
        widgetHasScript,
        between(message, answer) {
          if (message.ask === "unreached") asked.push({ ...message });
          return answer();
        },
      });
      await handshake(500);
      await handshake(500);
      assert.deepEqual(asked, told);
    });

  it("wait for a background that has to start", async () => {
    const { handshake, hostIsAsked, ask } = aRelay({ between: isThereAfter(2_500) });
    await handshake(3_500);
    assert.deepEqual(hostIsAsked(), [OTHERS]);
    assert.deepEqual(await ask("send_event", DELAYED_SEND), SCHEDULED);
  });

  it("wait for a busy widget page", async () => {
    const { widget, handshake, hostIsAsked, ask } = aRelay();
    widget.onMessage(({ action }) => {
      if (action === "capabilities") widget.busyUntil = Date.now() + 2_500;
    });
    await handshake(3_500);
    assert.deepEqual(hostIsAsked(), [OTHERS]);
    assert.deepEqual(await ask("send_event", DELAYED_SEND), SCHEDULED);
  });

  it("hide capabilities from the host if the background starts too late, and perform delayed actions once it has started", async () => {
    const relay = aRelay({ between: isThereAfter(15_000) });
    await relay.handshake(HOST_WAITS);
    assert.deepEqual([relay.hostIsAsked(), relay.widgetIsTold().length], [[OTHERS], 1]);
    assert.deepEqual(await relay.ask("send_event", DELAYED_SEND, HOST_WAITS), FAILED);
    await pass(2_000);
    assert.deepEqual(await relay.ask("send_event", DELAYED_SEND), SCHEDULED);
    assert.deepEqual(relay.widgetIsTold().at(-1), { requested: WANTS, approved: WANTS });
    assert.deepEqual(relay.host.heard.filter(isAction), []);
  });

  it("pass the capabilities on before the host gives up, even if it ignores the probe and everything else is slow", async () => {
    const { widget, handshake, hostIsAsked } = aRelay({ isSilent: true, between: isThereAfter(2_900) });
    widget.onMessage(({ action }) => {
      if (action === "capabilities") widget.busyUntil = Date.now() + 5_000;
    });
    await handshake(HOST_WAITS);
    assert.deepEqual(hostIsAsked(), [OTHERS]);
  });

  it("answer a delayed action that the widget sends just before its own frame gets a script", async () => {
    const { host, handshake, ask, injectScript } = aRelay({ widgetHasScript: false, hostIsLate: true });
    await handshake(500);
    setTimeout(injectScript, 100);
    const message = "Error sending event: Postdate has changed, reload this page";
    assert.deepEqual(await ask("send_event", DELAYED_SEND, HOST_WAITS), { error: { message } });
    assert.deepEqual(host.heard.filter(isAction), []);
  });

  it("leave delayed events to a host that knows them even without a background", async () => {
    const { handshake, hostIsAsked } = aRelay({ knows: true, between: isThereAfter(60_000) });
    await handshake(HOST_WAITS);
    assert.deepEqual(hostIsAsked(), [WANTS]);
  });

  it("perform delayed actions even for a host that knows them, if capabilities were hidden while the widget's page was busy", async () => {
    const { host, widget, handshake, hostIsAsked, ask } = aRelay({ knows: true });
    widget.onMessage(({ action }) => {
      if (action === "capabilities") widget.busyUntil = Date.now() + 9_500;
    });
    await handshake(HOST_WAITS + 500);
    assert.deepEqual(hostIsAsked(), [OTHERS]);
    assert.deepEqual(await ask("send_event", DELAYED_SEND), SCHEDULED);
    assert.deepEqual(host.heard.filter(isAction), []);
  });

  it("perform nothing for a widget that the background does not recognize, and keep no message from it", async () => {
    const { host, handshake, hostIsAsked, widgetIsTold, ask } = aRelay({
      between: async ({ ask: asked }, answer) => (asked === "widget-here" ? false : answer()),
    });
    await handshake(500);
    const told = { requested: OTHERS, approved: OTHERS };
    assert.deepEqual([hostIsAsked(), widgetIsTold()], [[OTHERS], [told]]);
    assert.deepEqual(await ask(REQUEST, { capabilities: [SEND] }), {});
    assert.deepEqual(await ask("send_event", DELAYED_SEND), FAILED);
    assert.deepEqual(host.heard.filter(isAction), []);
  });

  it("leave capabilities alone and refuse delayed actions if the widget's frame has no script", async () => {
    const { host, handshake, hostIsAsked, ask } = aRelay({ widgetHasScript: false });
    await handshake(500);
    assert.deepEqual(hostIsAsked(), [WANTS]);
    assert.deepEqual(await ask("send_event", DELAYED_SEND, 4_000), FAILED);
    assert.deepEqual(host.heard.filter(isAction), []);
  });

  it("deduct the time that a widget has already waited when a host that knows delayed events fails in the end", async () => {
    const within: unknown[] = [];
    const { ask } = aRelay({
      knows: true,
      failsAfter: 5_000,
      async between(message, answer) {
        if (message.ask === "widget-here") await pause(2_000);
        if (message.ask === "perform") within.push(message.within);
        return answer();
      },
    });
    assert.deepEqual(await ask("send_event", DELAYED_SEND, 9_500), SCHEDULED);
    assert.ok(Number(within[0]) <= 2_500, `${within[0]} ms were left`);
  });
});
