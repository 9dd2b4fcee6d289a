import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { buildSync } from "esbuild";
import { HOSTS } from "../../../../src/messaging/parts.ts";

const [script] = buildSync({
  entryPoints: [fileURLToPath(new URL("../../../../src/content/page-world/late-gate.ts", import.meta.url))],
  bundle: true,
  write: false,
  format: "iife",
}).outputFiles;

const UPDATE = "org.matrix.msc4157.update_delayed_event";
const request = (action: string, data: object) => ({
  api: "fromWidget",
  widgetId: "w",
  requestId: "r",
  action,
  data,
});

/**
 * A page that was open before the gate, and what it reads in a message.
 * @param options.hasHostScript whether the page has just replaced an older one, and has a host's script from the start
 */
function aLatePage({ hasHostScript = false } = {}) {
  const performance = new EventTarget();
  if (hasHostScript) performance.addEventListener(HOSTS, (event) => event.preventDefault());
  const answers: { message: unknown; targetOrigin: string }[] = [];
  class MessageEvent {
    readonly isTrusted: boolean;
    readonly origin = "https://widget.example";
    readonly source = {
      postMessage: (message: unknown, { targetOrigin }: { targetOrigin: string }) =>
        answers.push({ message, targetOrigin }),
    };
    readonly #data: unknown;
    constructor(data: unknown, isTrusted = true) {
      this.#data = data;
      this.isTrusted = isTrusted;
    }
    get data(): unknown {
      return this.#data;
    }
  }
  vm.runInNewContext(script?.text ?? "", { MessageEvent, performance, Event, crypto });
  return {
    answers,
    arrives: (data: unknown) => new MessageEvent(data),
    reads: (data: unknown, isTrusted = true) => new MessageEvent(data, isTrusted).data,
    isTold: (what: string) => performance.dispatchEvent(new Event(what)),
  };
}

/** A value as the page reads it. The gate's own objects come from another realm. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

describe("a page that was open before the gate", () => {
  for (const [what, message] of [
    ["a delayed event", request("send_event", { type: "t", content: {}, delay: 1 })],
    [
      "an event with a parent's delay",
      request("send_event", { type: "t", content: {}, parent_delay_id: "d" }),
    ],
    ["an update", request(UPDATE, { delay_id: "d", action: "send" })],
    ["a widget's secret", { postdate: "tied", id: "i", nonce: "n" }],
    ["any other message from our scripts", { postdate: "here" }],
  ] as const)
    it(`does not read ${what}`, () => {
      assert.deepEqual(plain(aLatePage().reads(message)), {});
    });

  for (const [what, message] of [
    ["an event without a delay", request("send_event", { type: "t", content: {} })],
    ["a sticky event", request("send_event", { type: "t", content: {}, sticky_duration_ms: 1 })],
    ["an answer to its own request", { ...request("capabilities", {}), api: "toWidget", response: {} }],
    ["a message that is not of the widget API", { hello: "world" }],
    ["a text", "hello"],
  ] as const)
    it(`reads ${what} unchanged`, () => {
      assert.deepEqual(plain(aLatePage().reads(message)), plain(message));
    });

  it("reads events that it has fabricated itself", () => {
    const message = request("send_event", { type: "t", content: {}, delay: 1 });
    assert.deepEqual(plain(aLatePage().reads(message, false)), message);
  });

  it("reads delayed events once it has shown that it knows them, but never our scripts' messages", () => {
    const { reads, isTold } = aLatePage();
    const message = request("send_event", { type: "t", content: {}, delay: 1 });
    isTold("postdate-knows-another-feature");
    assert.deepEqual(plain(reads(message)), {});
    isTold("postdate-knows-delayed-events");
    assert.deepEqual(plain(reads(message)), message);
    assert.deepEqual(plain(reads({ postdate: "tied", id: "i", nonce: "n" })), {});
  });

  it("has an unread action refused, once, until the content script listens", () => {
    const { answers, arrives, isTold } = aLatePage();
    const message = request(UPDATE, { delay_id: "d", action: "restart" });
    const event = arrives(message);
    for (let reading = 0; reading < 3; reading += 1) void event.data;
    const error = { message: "Error updating delayed event: Postdate has changed, reload this page" };
    assert.deepEqual(plain(answers), [
      { message: { ...message, response: { error } }, targetOrigin: "https://widget.example" },
    ]);
    isTold("postdate-listens");
    void arrives(message).data;
    assert.equal(answers.length, 1);
  });

  it("causes no answer to an action that it reads, or to our scripts' messages", () => {
    const { answers, reads } = aLatePage();
    reads(request("send_event", { type: "t", content: {} }));
    reads({ postdate: "tied", id: "i", nonce: "n" });
    assert.deepEqual(answers, []);
  });

  it("reads everything if it has replaced an older page, and has a host's script from the start", () => {
    const { answers, reads } = aLatePage({ hasHostScript: true });
    const message = request(UPDATE, { delay_id: "d", action: "restart" });
    assert.deepEqual(plain(reads(message)), message);
    assert.deepEqual(answers, []);
  });
});
