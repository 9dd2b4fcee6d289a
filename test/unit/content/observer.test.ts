import assert from "node:assert/strict";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { FrameMessage } from "../../../src/messaging/frame-contract.ts";
import { SENT_AGAIN, type TrafficEntry } from "../../../src/messaging/traffic.ts";
import { type Page, type Port, pass } from "./frames.ts";
import { aRelay, DELAYED_SEND } from "./relay.ts";

/** The entries that a frame has reported through its newest port. */
function told({ ports }: Page): TrafficEntry[] {
  return ports.at(-1)?.batches.flatMap(({ entries }) => entries) ?? [];
}
/** An entry in short: its kind, its action, whether it was kept; and an `h` if it is only a head. */
function inShort(entry: TrafficEntry): string {
  if ("head" in entry) return `${entry.is} h ${entry.head.action}`;
  if (!("message" in entry)) return entry.is;
  const { action, response } = entry.message as { action: string; response?: object };
  const kept = entry.is === "heard" && entry.kept ? " kept" : "";
  return `${entry.is} ${action}${response ? " reply" : ""}${kept}`;
}
const watch = (page: Page) => page.ports.at(-1)?.say({});
const UNKNOWN = "com.example.unknown";

describe("the script in a frame, while no inspector is open", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  it("opens no port, whatever messages pass", async () => {
    const { host, widget, handshake, ask } = aRelay();
    await handshake(500);
    await ask(UNKNOWN, {});
    assert.deepEqual([host.ports, widget.ports], [[], []]);
  });

  it("remembers heads in order, without payloads", async () => {
    const { host, handshake, ask } = aRelay();
    await handshake(500);
    await ask(UNKNOWN, { secret: "payload" });
    host.inspect();
    assert.doesNotMatch(JSON.stringify(told(host)), /payload/);
    const heads = told(host).flatMap((entry) => ("head" in entry ? [entry.head] : []));
    assert.equal(heads.at(0)?.action, "capabilities");
    const { requestId, ...head } = heads.at(-1) ?? {};
    assert.match(String(requestId), /^request/);
    assert.deepEqual(head, { api: "fromWidget", action: UNKNOWN, widgetId: "w", answered: false });
  });

  it("remembers nothing but an id from an id's place", async () => {
    const { host, widget } = aRelay();
    const nested = { payload: "payload" };
    widget.say({ api: "fromWidget", action: UNKNOWN, requestId: nested, widgetId: nested, data: {} });
    widget.say({ api: "toWidget", action: UNKNOWN, response: { error: { message: nested } } });
    await pass(0);
    host.inspect();
    assert.equal(told(host).length, 2);
    assert.doesNotMatch(JSON.stringify(told(host)), /payload/);
  });

  it("remembers the last 200, and the numbers show how many were dropped", async () => {
    const { host, widget } = aRelay();
    for (let index = 0; index < 450; index += 1)
      widget.say({ api: "fromWidget", action: `${UNKNOWN}.${index}`, requestId: `${index}`, data: {} });
    await pass(1_000);
    host.inspect();
    const [batch] = host.ports[0]?.batches ?? [];
    assert.equal(batch?.from, 250);
    const actions = [...Array(200).keys()].map((index) => `heard h ${UNKNOWN}.${index + 250}`);
    assert.deepEqual(batch?.entries.map(inShort), actions);
  });

  it("remembers which frames belong together and what the host lacks, however many messages follow", async () => {
    const { host, widget, handshake } = aRelay();
    await handshake(500);
    for (let index = 0; index < 250; index += 1) {
      const request = { action: UNKNOWN, requestId: `${index}`, widgetId: "w", data: {} };
      widget.say({ ...request, api: "fromWidget" });
      host.say({ ...request, api: "toWidget" });
    }
    await pass(1_000);
    for (const page of [host, widget]) page.inspect();
    await pass(50);
    const [ofHost, ofWidget] = [host, widget].map((page) => told(page).filter(({ is }) => is === "linked"));
    assert.equal(ofHost?.length, 1);
    assert.deepEqual([ofHost?.[0]?.partner, ofWidget?.[0]?.partner], [1, 0]);
    const probes = [...(ofHost ?? []), ...(ofWidget ?? [])].map((each) => "probe" in each && each.probe);
    assert.equal(probes[0], probes[1]);
    assert.deepEqual(
      told(widget).flatMap((entry) => (entry.is === "probed" ? [entry.lacks] : [])),
      [["delayed-events"]],
    );
  });

  it("records nothing that a page fabricates or posts to itself", async () => {
    const { host } = aRelay();
    const message = { api: "fromWidget", action: UNKNOWN, requestId: "1", widgetId: "w", data: {} };
    host.makeUp(message);
    host.sayToItself(message);
    await pass(50);
    host.inspect();
    assert.deepEqual(host.ports, []);
  });
});

describe("the script in a frame, while an inspector is open", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  it("opens a port with the first message, and not before", async () => {
    const { host, handshake } = aRelay();
    host.inspect();
    await pass(50);
    assert.equal(host.ports.length, 0);
    await handshake(500);
    assert.equal(host.ports.length, 1);
    assert.equal(host.ports[0]?.batches[0]?.from, 0);
  });

  it("reports what Postdate does with an action: kept, performed, answered", async () => {
    const asked: FrameMessage[] = [];
    const requests = [{ method: "PUT", path: "/x", status: 200, took: 1 }];
    const { host, widget, handshake, ask } = aRelay({
      async between(message, answer) {
        asked.push(message);
        const given = await answer();
        return message.ask === "perform" && message.traced ? { ...(given as object), requests } : given;
      },
    });
    await handshake(500);
    for (const page of [host, widget]) {
      page.inspect();
      watch(page);
    }
    const before = [told(host).length, told(widget).length];
    await pass(50);
    const repeated = [told(host).length, told(widget).length];
    assert.ok((repeated[0] ?? 0) > (before[0] ?? 0));
    await ask("send_event", DELAYED_SEND);
    await pass(50);
    assert.deepEqual(told(host).slice(repeated[0]).map(inShort), [
      "heard send_event kept",
      "performed",
      "posted send_event reply",
    ]);
    assert.deepEqual(told(widget).slice(repeated[1]).map(inShort), ["heard send_event reply"]);
    const performed = told(host).find(({ is }) => is === "performed");
    assert.deepEqual(performed && "requests" in performed && performed.requests, requests);
  });

  it("has the background report its requests, and otherwise not", async () => {
    const traced: unknown[] = [];
    const { host, handshake, ask } = aRelay({
      between(message, answer) {
        if (message.ask === "perform") traced.push(message.traced);
        return answer();
      },
    });
    await handshake(500);
    await ask("send_event", DELAYED_SEND);
    host.inspect();
    await ask("send_event", DELAYED_SEND);
    assert.deepEqual(traced, [undefined, true]);
  });

  it("reports the change of capabilities from both frames", async () => {
    const { host, widget, handshake } = aRelay();
    for (const page of [host, widget]) page.inspect();
    await handshake(500);
    for (const page of [host, widget]) watch(page);
    await pass(50);
    const isCapabilities = (entry: string) => /\bcapabilities/.test(entry);
    assert.deepEqual(told(host).map(inShort).filter(isCapabilities), [
      "heard capabilities reply kept",
      "heard capabilities reply",
    ]);
    assert.deepEqual(told(widget).map(inShort).filter(isCapabilities), [
      "heard capabilities",
      "posted capabilities reply",
    ]);
  });

  it("returns to heads once the inspector is gone, and opens no other port by itself", async () => {
    const { host, handshake, ask } = aRelay();
    await handshake(500);
    host.inspect();
    watch(host);
    await pass(50);
    host.ports[0]?.close();
    await ask(UNKNOWN, { secret: "payload" });
    assert.equal(host.ports.length, 1);
    host.inspect();
    assert.equal(host.ports.length, 2);
    const [before, after] = host.ports.map(({ batches }) => batches.flatMap(({ entries }) => entries));
    assert.deepEqual(
      after?.slice(0, before?.length).map(({ at }) => at),
      before?.map(({ at }) => at),
    );
    assert.ok(after?.every((entry) => !("message" in entry)));
    assert.deepEqual(after?.slice(before?.length).map(inShort), [`heard h ${UNKNOWN}`]);
  });

  it("closes its port if no inspector confirms within five seconds", async () => {
    const { host, handshake, ask } = aRelay();
    host.inspect();
    await handshake(4_000);
    assert.equal(host.ports[0]?.isOpen, true);
    await pass(2_000);
    assert.equal(host.ports[0]?.isOpen, false);
    await ask(UNKNOWN, { secret: "payload" });
    assert.equal(host.ports.length, 1);
    // An inspector of this tab that opens now misses no message, and sees no earlier payload.
    host.inspect();
    assert.equal(host.ports[1]?.batches[0]?.from, 0);
    assert.ok(told(host).every((entry) => !("message" in entry)));
    assert.equal(told(host).map(inShort).at(-1), `heard h ${UNKNOWN}`);
  });

  it("keeps its port if an inspector confirms, and opens another for a later inspector", async () => {
    const { host, handshake, ask } = aRelay();
    host.inspect();
    await handshake(500);
    watch(host);
    await pass(6_000);
    assert.equal(host.ports[0]?.isOpen, true);
    host.inspect();
    watch(host);
    assert.deepEqual(
      host.ports.map(({ isOpen }) => isOpen),
      [false, true],
    );
    const last = (host.ports[0] as Port).batches.at(-1);
    const next = (last?.from ?? 0) + (last?.entries.length ?? 0);
    const [remembered] = host.ports[1]?.batches ?? [];
    assert.deepEqual([remembered?.from, remembered?.entries.length], [0, next]);
    assert.ok(remembered?.entries.every((entry) => !("message" in entry)));
    await ask(UNKNOWN, {});
    await pass(50);
    assert.equal(host.ports[1]?.batches[1]?.from, next);
    assert.ok(told(host).some(({ is }) => is === "linked"));
  });

  it("reports again once its page is back from the back/forward cache", async () => {
    const { host, handshake, ask } = aRelay();
    host.inspect();
    await handshake(500);
    watch(host);
    const [port] = host.ports as [Port];
    const count = port.batches.flatMap(({ entries }) => entries).length;
    host.leave(true);
    assert.ok(!port.isOpen);
    host.comeBack();
    await ask(UNKNOWN, {});
    await pass(50);
    // It begins with the entries that it remembers, and continues from there.
    assert.deepEqual(
      host.ports[1]?.batches.map(({ from }) => from),
      [0, count],
    );
    assert.ok(told(host).map(inShort).includes(`heard ${UNKNOWN}`));
    assert.ok(told(host).some(({ is }) => is === "linked"));
    host.comeBack();
    assert.equal(host.ports.length, 2);
  });

  it("opens no port in a page that comes back without an inspector", async () => {
    const { host, handshake } = aRelay();
    host.inspect();
    await handshake(500);
    await pass(6_000);
    host.leave(true);
    host.comeBack();
    await pass(50);
    assert.equal(host.ports.length, 1);
  });

  it("reports at once in a hidden page, whose timers may take a minute", async () => {
    const { host, widget, handshake } = aRelay();
    await handshake(500);
    host.hide();
    host.inspect();
    watch(host);
    widget.say({ api: "fromWidget", action: UNKNOWN, requestId: "1", widgetId: "w", data: {} });
    for (let turns = 0; turns < 20; turns += 1) await turn();
    assert.equal(told(host).map(inShort).at(-1), `heard ${UNKNOWN}`);
  });

  it("reports a burst in batches of limited size, with no number missing", async () => {
    const { host, widget } = aRelay();
    host.inspect();
    for (let index = 0; index < 1_050; index += 1)
      widget.say({ api: "fromWidget", action: UNKNOWN, requestId: `${index}`, widgetId: "w", data: {} });
    await pass(1_000);
    const { batches = [] } = host.ports[0] ?? {};
    assert.ok(batches.every(({ entries }) => entries.length <= 200));
    let next = 0;
    for (const { from, entries } of batches) {
      assert.equal(from, next);
      next += entries.length;
    }
    assert.equal(next, 1_050);
  });
});

describe("a request that the user sends again", () => {
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"] }));
  afterEach(() => mock.timers.reset());

  const request = { api: "fromWidget", action: "send_event", widgetId: "w", data: DELAYED_SEND };
  const requestId = `${SENT_AGAIN}1`;

  /** A widget after its handshake, under an inspector, with a background that says whether the host's site is on. */
  async function watched({ on = true } = {}) {
    const asked: FrameMessage[] = [];
    const relay = aRelay({
      async between(message, answer) {
        asked.push(message);
        return message.ask === "site-on" ? on : answer();
      },
    });
    await relay.handshake(500);
    relay.widget.inspect();
    watch(relay.widget);
    const send = async (said: object) => {
      relay.widget.ports[0]?.say({ send: said });
      await pass(500);
    };
    return { ...relay, asked, send };
  }

  it("is handled like the widget's own, and its reply is kept from the widget", async () => {
    const { send, widget, host, asked, background } = await watched();
    await send({ ...request, requestId });
    assert.ok(asked.some((each) => each.ask === "site-on" && each.host === "https://client.example"));
    assert.equal(background.scheduled.length, 1);
    assert.ok(!host.heard.some((heard) => heard.requestId === requestId));
    assert.ok(!widget.heard.some((heard) => heard.requestId === requestId));
    const about = told(widget).map(inShort);
    assert.deepEqual(about.slice(-2), ["posted send_event", "heard send_event reply kept"]);
  });

  it("is not sent if the host's site is not on", async () => {
    const { send, widget, background } = await watched({ on: false });
    await send({ ...request, requestId });
    assert.equal(background.scheduled.length, 0);
    assert.ok(!told(widget).map(inShort).includes("posted send_event"));
  });

  for (const [what, change] of [
    ["has an id that is not the inspector's", { requestId: "1" }],
    ["has no id", { requestId: undefined }],
    ["is a reply", { response: {} }],
    ["is a host's", { api: "toWidget" }],
    ["is of another kind", { action: undefined }],
  ] as const)
    it(`is not sent if it ${what}`, async () => {
      const { send, widget, asked } = await watched();
      await send({ ...request, requestId, ...change });
      assert.ok(!asked.some(({ ask }) => ask === "site-on"));
      assert.ok(
        !told(widget)
          .map(inShort)
          .some((each) => /^posted send_event/.test(each)),
      );
    });

  it("is not sent from a frame without a host", async () => {
    const { host, handshake } = aRelay();
    await handshake(500);
    host.inspect();
    host.ports[0]?.say({ send: { ...request, requestId } });
    await pass(500);
    assert.ok(!told(host).map(inShort).includes("posted send_event"));
  });
});
