import assert from "node:assert/strict";
import { parseFrameMessage, parsePageMessage } from "../../../src/messaging/contract.ts";
import { aBackground } from "../../integration/a-background.ts";

/** One of each of the popup's and the consent window's messages. */
const PAGES = [
  { ask: "overview" },
  { ask: "overview", tabId: 1 },
  { ask: "sites-on" },
  { ask: "update-delay", id: "1", action: "send" },
  { ask: "switch-site", site: "https://client.example/*", on: true },
  { ask: "switch-unencrypted", on: true },
  { ask: "consent-questions" },
  { ask: "consent-answer", id: "1", answer: "always" },
  { ask: "revoke-consent", partition: "default", client: "c", userId: "u", widget: "w" },
];
const frame = {
  ...{ tabId: 1, frameId: 0, documentId: "D", partition: "default" },
  origin: "https://client.example",
};

describe("a message of one of the extension's pages", () => {
  let background: ReturnType<typeof aBackground>;
  beforeEach(() => {
    background = aBackground();
  });
  afterEach(() => background.stop());

  for (const message of PAGES) {
    it(`is understood from them: ${JSON.stringify(message)}`, () => {
      assert.deepEqual(parsePageMessage(message), message);
    });

    it(`has no answer and no effect from a content script: ${message.ask}`, async () => {
      assert.equal(await background.fromFrame(message, frame), undefined);
      assert.deepEqual([background.given.persistent, background.given.inMemory], [[], []]);
    });

    it(`is not understood with something more in it: ${message.ask}`, () => {
      assert.equal(parsePageMessage({ ...message, more: 1 }), undefined);
    });

    for (const field of Object.keys(message))
      it(`is not understood with a list for its "${field}": ${message.ask}`, () => {
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
    it(`has no answer and no effect in another shape: ${JSON.stringify(message)}`, async () => {
      assert.equal(await background.fromPage(message), undefined);
      assert.deepEqual([background.given.persistent, background.given.inMemory], [[], []]);
    });
});

const nonce = "5d0b3a6e-1f0f-4f6e-9d0e-0f4a3b1c2d3e";
const perform = { ask: "perform", nonce, action: "send_event", data: { delay: 1 }, within: 9_000 };

describe("a content script's message", () => {
  it("is understood, whatever the widget wrote as data", () => {
    for (const data of [undefined, null, 1, "text", [], { constructor: 1 }])
      assert.deepEqual(parseFrameMessage({ ...perform, data }), { ...perform, data });
  });

  for (const [what, change] of [
    ["has another word for who asks", { origin: "https://other.example" }],
    ["has another word for its tab", { tabId: 2 }],
    ["names a widget's load by what is no nonce", { nonce: "" }],
    ["names its request by what is no such name", { id: "delay 1" }],
    ["would wait longer than any widget", { within: 10_001 }],
    ["would wait for less than nothing", { within: -1 }],
    ["asks for no action", { action: undefined }],
  ] as const)
    it(`is not understood where it ${what}`, () => {
      assert.equal(parseFrameMessage({ ...perform, ...change }), undefined);
    });

  it("names the features that a host knows, and no others", () => {
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

  it("says nothing in the name of one of the extension's pages", () => {
    assert.equal(parsePageMessage(perform), undefined);
  });
});
