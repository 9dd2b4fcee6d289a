import assert from "node:assert/strict";
import { parseFrameMessage } from "../../../src/messaging/frame-contract.ts";
import { parsePageMessage } from "../../../src/messaging/page-contract.ts";
import { aBackground } from "../../integration/a-background.ts";

/** One of each message of the popup and the consent window. */
const PAGES = [
  { ask: "overview" },
  { ask: "overview", tabId: 1 },
  { ask: "sites-on" },
  { ask: "was-refused", tabId: 1 },
  { ask: "update-delay", id: "1", action: "send" },
  { ask: "memberships", tabId: 1 },
  { ask: "leave-call", tabId: 1, userId: "@a:x", roomId: "!r:x", type: "t", stateKey: "_@a:x_D" },
  { ask: "switch-site", site: "https://client.example/*", on: true },
  { ask: "switch-unencrypted", on: true },
  { ask: "consent-questions" },
  { ask: "consent-answer", id: "1", answer: "always" },
  { ask: "revoke-consent", partition: "default", client: "c", userId: "u", widget: "w" },
];
const frame = {
  tabId: 1,
  frameId: 0,
  documentId: "D",
  partition: "default",
  origin: "https://client.example",
};

describe("a message of one of the extension's pages", () => {
  let background: ReturnType<typeof aBackground>;
  beforeEach(() => {
    background = aBackground();
  });
  afterEach(() => background.stop());

  for (const message of PAGES) {
    it(`is valid: ${JSON.stringify(message)}`, () => {
      assert.deepEqual(parsePageMessage(message), message);
    });

    it(`has neither answer nor effect if a content script sends it: ${message.ask}`, async () => {
      assert.equal(await background.fromFrame(message, frame), undefined);
      assert.deepEqual([background.given.persistent, background.given.inMemory], [[], []]);
    });

    it(`is invalid with an extra field: ${message.ask}`, () => {
      assert.equal(parsePageMessage({ ...message, more: 1 }), undefined);
    });

    for (const field of Object.keys(message))
      it(`is invalid with an array as its "${field}": ${message.ask}`, () => {
        assert.equal(parsePageMessage({ ...message, [field]: [] }), undefined);
      });
  }

  for (const message of [
    undefined,
    null,
    "overview",
    [],
    {},
    { ask: "reveal-token" },
    { ask: "update-delay", id: "1", action: "reveal" },
    { ask: "consent-answer", id: "1", answer: "yes" },
  ])
    it(`has neither answer nor effect in another shape: ${JSON.stringify(message)}`, async () => {
      assert.equal(await background.fromPage(message), undefined);
      assert.deepEqual([background.given.persistent, background.given.inMemory], [[], []]);
    });
});

const nonce = "5d0b3a6e-1f0f-4f6e-9d0e-0f4a3b1c2d3e";
const perform = { ask: "perform", nonce, action: "send_event", data: { delay: 1 }, within: 9_000 };

describe("a content script's message", () => {
  it("is valid, whatever data the widget sent", () => {
    for (const data of [undefined, null, 1, "text", [], { constructor: 1 }])
      assert.deepEqual(parseFrameMessage({ ...perform, data }), { ...perform, data });
  });

  for (const [what, change] of [
    ["claims an origin", { origin: "https://other.example" }],
    ["claims a tab", { tabId: 2 }],
    ["names a widget's load by an invalid nonce", { nonce: "" }],
    ["names its request by an invalid id", { id: "delay 1" }],
    ["would wait longer than any widget does", { within: 10_001 }],
    ["would wait for a negative time", { within: -1 }],
    ["names no action", { action: undefined }],
  ] as const)
    it(`is invalid if it ${what}`, () => {
      assert.equal(parseFrameMessage({ ...perform, ...change }), undefined);
    });

  it("may name only existing features as known to a host", () => {
    const knows = { ask: "host-knows", nonce, features: ["delayed-events"] };
    assert.deepEqual(parseFrameMessage(knows), knows);
    for (const features of [
      undefined,
      "delayed-events",
      ["everything"],
      [1],
      Array(100).fill("delayed-events"),
    ])
      assert.equal(parseFrameMessage({ ...knows, features }), undefined);
  });

  it("cannot pass for a message of one of the extension's pages", () => {
    assert.equal(parsePageMessage(perform), undefined);
  });
});
