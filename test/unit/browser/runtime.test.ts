// First, so that the polyfill finds a browser.
import "@webext-core/fake-browser/auto";
import assert from "node:assert/strict";
import { fakeBrowser } from "@webext-core/fake-browser";
import { ask, isOwn, serve, tell } from "../../../src/browser/runtime.ts";
import type { FrameSender } from "../../../src/messaging/sender.ts";

const OWN = fakeBrowser.runtime.getURL("");
const id = fakeBrowser.runtime.id;

/** A content script in a widget's frame, as a browser describes it. */
const inFrame = {
  id,
  frameId: 7,
  documentId: "D",
  origin: "https://widget.example",
  url: "https://widget.example/w",
  tab: { id: 1, url: "https://client.example/", incognito: false },
};
const popup = { id, url: `${OWN}popup/popup.html`, origin: OWN.slice(0, -1) };

/** @returns what the background gets of one message, and whether the sender gets an answer */
async function sent(sender: object) {
  const heard: { pages: unknown[]; frames: [unknown, FrameSender][] } = { pages: [], frames: [] };
  fakeBrowser.runtime.onMessage.removeAllListeners();
  serve({
    fromPage: async (message) => heard.pages.push(message),
    fromFrame: async (...said) => heard.frames.push(said),
  });
  // The types combine what a listener may do in each browser.
  const [answer] = (await fakeBrowser.runtime.onMessage.trigger("hello", sender, () => {})) as unknown[];
  return { ...heard, isAnswered: answer !== undefined };
}
const NOTHING = { pages: [], frames: [], isAnswered: false };

describe("a message to the background", () => {
  after(() => fakeBrowser.runtime.onMessage.removeAllListeners());

  it("counts as the user's if one of the extension's own pages sent it", async () => {
    assert.deepEqual(await sent(popup), { pages: ["hello"], frames: [], isAnswered: true });
  });

  it("counts as that of the page in its frame, whatever page is around that", async () => {
    const { pages, frames } = await sent(inFrame);
    const widget = { tabId: 1, frameId: 7, documentId: "D", origin: "https://widget.example" };
    assert.deepEqual([pages, frames], [[], [["hello", { ...widget, partition: "default" }]]]);
  });

  it("belongs to the partition of its tab", async () => {
    const { frames } = await sent({ ...inFrame, tab: { ...inFrame.tab, incognito: true } });
    assert.equal(frames[0]?.[1].partition, "private");
  });

  for (const [who, sender] of [
    ["another extension's page", { ...popup, id: "another" }],
    ["another extension's content script", { ...inFrame, id: "another" }],
    ["a sender the browser does not identify", { ...inFrame, id: undefined }],
  ] as const)
    it(`gets no answer if it came from ${who}`, async () => {
      assert.deepEqual(await sent(sender), NOTHING);
    });

  for (const missing of ["tab", "frameId", "origin", "documentId"] as const)
    it(`gets no answer if the browser does not give the sender's ${missing}`, async () => {
      assert.deepEqual(await sent({ ...inFrame, [missing]: undefined }), NOTHING);
    });

  it("gets an answer if it came from the top frame, whose id is 0", async () => {
    assert.equal((await sent({ ...inFrame, frameId: 0 })).isAnswered, true);
  });
});

describe("a request to the background", () => {
  const { sendMessage } = fakeBrowser.runtime;
  afterEach(() => {
    fakeBrowser.runtime.sendMessage = sendMessage;
  });

  it("rejects if the browser throws, as Firefox does in a page that is closing", async () => {
    fakeBrowser.runtime.sendMessage = () => {
      throw new Error("cannot send at the moment");
    };
    await assert.rejects(ask({ ask: "overview" }), /cannot send/);
    assert.doesNotThrow(() => tell("news"));
  });
});

describe("the extension's own pages", () => {
  for (const url of [OWN, `${OWN}popup/popup.html`, OWN.slice(0, -1)])
    it(`are at ${url}`, () => {
      assert.equal(isOwn(url), true);
    });

  for (const url of [
    undefined,
    "https://client.example/",
    `https://client.example/?${OWN}`,
    `${OWN.slice(0, -1)}.example/popup/popup.html`,
    "chrome-extension://another/popup/popup.html",
  ])
    it(`are not at ${url}`, () => {
      assert.equal(isOwn(url), false);
    });
});
