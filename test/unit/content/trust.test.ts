import assert from "node:assert/strict";
import { mock } from "node:test";
import { type Message, pass } from "./frames.ts";
import { aBackground, aRelay, DELAYED_SEND, UPDATE, WANTS } from "./relay.ts";

const CLIENT = "https://client.example";
const WIDGET = "https://widget.example";
/** The answer of a host whose driver has failed. */
const FAILED = { error: { message: "Error sending event" } };
const request = {
  api: "fromWidget",
  action: "send_event",
  requestId: "1",
  widgetId: "w",
  data: DELAYED_SEND,
};

/** A slow host that knows delayed events and has just been asked for one. */
async function slowHost() {
  const background = aBackground();
  const relay = aRelay({ knows: true, failsAfter: 60_000, background });
  await relay.handshake(500);
  relay.widget.say(request);
  await pass(500);
  return { ...relay, background };
}

describe("a message between the scripts of two frames", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  for (const knows of [false, true])
    it(`reaches only the page that it is meant for, not one loaded since (${knows ? "new" : "old"} host)`, async () => {
      const { host, widget, handshake, ask } = aRelay({ knows });
      await handshake(500);
      await ask("send_event", DELAYED_SEND);
      assert.ok(widget.posted.length > 0);
      assert.deepEqual([...new Set(widget.posted.map(({ target }) => target))], [WIDGET]);
      // Until its host has posted something, a widget's frame cannot know its host's origin.
      const toHost = host.posted.filter(({ data }) => data.postdate !== "here");
      assert.deepEqual([...new Set(toHost.map(({ target }) => target))], [CLIENT]);
    });
});

describe("a host's failure, after which the background performs the action,", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  it("comes from the host itself", async () => {
    const { host, background } = await slowHost();
    host.say({ ...request, response: FAILED });
    await pass(500);
    assert.equal(background.scheduled.length, 1);
  });

  for (const [what, how] of [
    ["an event that the widget's page has fabricated", "makeUp"],
    ["a message that the widget's page has posted to itself", "sayToItself"],
  ] as const)
    it(`is not ${what}`, async () => {
      const { widget, background } = await slowHost();
      widget[how]({ ...request, response: FAILED });
      await pass(500);
      assert.deepEqual(background.scheduled, []);
    });

  for (const [what, error] of [
    ["a host's refusal", { message: "Missing capability" }],
    ["a homeserver's refusal", { ...FAILED.error, matrix_api_error: { http_status: 403 } }],
    ["an answer", undefined],
  ] as const)
    it(`is not ${what}, which only the widget hears`, async () => {
      const { host, widget, background } = await slowHost();
      const response = error ? { error } : { event_id: "$1" };
      host.say({ ...request, response });
      await pass(500);
      assert.deepEqual(background.scheduled, []);
      assert.deepEqual(widget.heard.at(-1), { ...request, response });
    });

  it("has no effect if capabilities were hidden from the host: the widget hears it, and the background is not asked", async () => {
    const asked: string[] = [];
    const { host, widget, handshake } = aRelay({
      between(message, answer) {
        asked.push(message.ask);
        return answer();
      },
    });
    await handshake(500);
    host.say({ ...request, response: FAILED });
    await pass(500);
    assert.ok(!asked.includes("perform"));
    assert.deepEqual(widget.heard.at(-1), { ...request, response: FAILED });
  });
});

describe("a delayed event in an array's keys, which a host reads like any other message,", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  for (const [what, message] of [
    ["the whole message", Object.assign([], request)],
    ["its data", { ...request, data: Object.assign([], DELAYED_SEND) }],
  ] as const)
    it(`is kept from a host that lacks delayed events, and refused or scheduled, if the array is ${what}`, async () => {
      const { host, widget, handshake } = aRelay();
      await handshake(500);
      widget.say(message as unknown as Message);
      await pass(500);
      assert.ok(!host.heard.some(({ action }) => action === "send_event"));
      const answers = widget.heard.filter(({ requestId }) => requestId === request.requestId);
      assert.equal(answers.length, 1);
      assert.notDeepEqual(answers[0]?.response, { event_id: "$sent-at-once" });
    });
});

describe("a message from the script in a host's frame", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  for (const [what, how] of [
    ["fabricated by", "makeUp"],
    ["posted to itself by", "sayToItself"],
  ] as const)
    it(`cannot be ${what} the widget's page: nothing is posted to the host for it`, async () => {
      const { host, widget } = aRelay();
      await pass(100);
      for (const postdate of ["repost", "repost-without", "perform"])
        widget[how]({ postdate, message: request, original: request, at: 0 });
      widget[how]({
        postdate: "probe",
        id: crypto.randomUUID(),
        features: ["delayed-events"],
        widgetId: "w",
        patient: false,
      });
      await pass(500);
      assert.deepEqual([host.heard, host.posted.filter(({ data }) => data.postdate !== "here")], [[], []]);
    });
});

describe("the verdict that a host knows delayed events", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  it("comes from the script in the widget's frame, even if the background has not yet matched the two frames", async () => {
    const { handshake, hostIsAsked } = aRelay({
      knows: true,
      between: (message, answer) => (message.ask === "widget-seen" ? new Promise(() => {}) : answer()),
    });
    await handshake(9_500);
    assert.deepEqual(hostIsAsked(), [WANTS]);
  });

  for (const name of ["", "undefined", "5d0b3a6e-1f0f-4f6e-9d0e-0f4a3b1c2d3e"])
    it(`cannot come from the widget's page with the id and the nonce "${name}"`, async () => {
      const { host, widget, handshake, ask } = aRelay({ isSilent: true });
      const claim = () => widget.say({ postdate: "probed", id: name, nonce: name, lacks: [] });
      claim();
      await pass(100);
      const shaken = handshake(4_000);
      claim();
      await shaken;
      claim();
      await ask("send_event", DELAYED_SEND);
      assert.ok(!host.heard.some(({ action }) => action === "send_event"));
    });
});

describe("the verdict that a host knows delayed events, for a widget without a script in its frame,", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  const made = "5d0b3a6e-1f0f-4f6e-9d0e-0f4a3b1c2d3e";
  for (const [what, tied, probed] of [
    ["no nonce", undefined, undefined],
    ["an empty nonce", "", ""],
    ["another nonce than before", made, "other"],
    ["an invented nonce", made, made],
  ] as const)
    it(`cannot come from its page with ${what}, although that page hears the probe`, async () => {
      const { host, widget, handshake, ask } = aRelay({ widgetHasScript: false });
      widget.onMessage(({ postdate, id }) => {
        if (postdate !== "probe") return;
        widget.say({ postdate: "probing", id });
        if (tied !== undefined) widget.say({ postdate: "tied", id, nonce: tied });
        const named = probed !== undefined && { nonce: probed };
        widget.say({ postdate: "probed", id, lacks: [], ...named });
      });
      await handshake(500);
      // The first triggers the probe; a host with that verdict would hear the second.
      for (let times = 0; times < 2; times += 1) await ask("send_event", DELAYED_SEND, 4_000);
      assert.ok(!host.heard.some(({ action }) => action === "send_event"));
    });

  it("costs one probe: the host hears nothing else with its id", async () => {
    const { host, widget, handshake, ask } = aRelay({ widgetHasScript: false });
    const update = { api: "fromWidget", action: UPDATE, widgetId: "w" };
    widget.onMessage(({ postdate, id }) => {
      if (postdate !== "probe") return;
      widget.say({ ...update, requestId: id, data: { delay_id: "d", action: "send" } });
      widget.say({ ...update, requestId: "another", data: {} });
      for (let times = 0; times < 3; times += 1) widget.say({ ...update, requestId: id, data: {} });
    });
    await handshake(500);
    await ask("send_event", DELAYED_SEND, 4_000);
    const heard = host.heard.filter(({ action }) => action === UPDATE);
    assert.equal(heard.length, 1);
    assert.deepEqual([heard[0]?.data, heard[0]?.requestId === "another"], [{}, false]);
  });

  it("costs no probe if the host's page fabricates the presence of a script", async () => {
    const { host, handshake, hostIsAsked } = aRelay({ widgetHasScript: false });
    host.makeUp({ postdate: "here" });
    await pass(100);
    await handshake(500);
    assert.deepEqual(hostIsAsked(), [WANTS]);
  });
});

describe("a widget's request", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  it("comes from the widget itself", async () => {
    const { widget, handshake, background } = aRelay();
    await handshake(500);
    widget.say(request);
    await pass(500);
    assert.equal(background.scheduled.length, 1);
  });

  for (const [what, how] of [
    ["an event that the host's page has fabricated", "makeUp"],
    ["a message that the host's page has posted to itself", "sayToItself"],
  ] as const)
    it(`is not ${what}`, async () => {
      const { host, handshake, background } = aRelay();
      await handshake(500);
      host[how](request);
      await pass(500);
      assert.deepEqual(background.scheduled, []);
    });
});

describe("a message that the scripts post to a widget in its host's name", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  const message: Message = {
    api: "toWidget",
    action: "notify_capabilities",
    requestId: "forged",
    widgetId: "w",
    data: { requested: WANTS, approved: WANTS },
  };

  for (const nonce of ["", "undefined", "5d0b3a6e-1f0f-4f6e-9d0e-0f4a3b1c2d3e"])
    it(`cannot be triggered by its page with the nonce "${nonce}", before or after the handshake`, async () => {
      for (const widgetHasScript of [false, true]) {
        const { widget, handshake } = aRelay({ widgetHasScript });
        const forge = async () => {
          widget.say({ postdate: "deliver", nonce, message });
          await pass(500);
          assert.ok(!widget.heard.some(({ requestId }) => requestId === "forged"));
        };
        await forge();
        await handshake(500);
        await forge();
      }
    });
});
