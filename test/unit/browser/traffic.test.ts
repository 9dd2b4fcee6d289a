// First, so that the polyfill finds a browser.
import "@webext-core/fake-browser/auto";
import assert from "node:assert/strict";
import { fakeBrowser } from "@webext-core/fake-browser";
import {
  answerThatOneIsOpen,
  forgetClosedInspector,
  onTrafficPort,
  type TrafficPort,
} from "../../../src/browser/traffic.ts";

const id = fakeBrowser.runtime.id;
const OWN = fakeBrowser.runtime.getURL("");
const frame = {
  id,
  frameId: 7,
  documentId: "D",
  origin: "https://widget.example",
  url: "https://widget.example/w?key=secret#token=secret",
  tab: { id: 1, incognito: false },
};

/**
 * Connects as this sender.
 * @returns the ports that an inspector in a window of this partition gets, and the messages to them
 */
function connected(sender: object, { name = "traffic", window = "default" } = {}) {
  const heard: TrafficPort[] = [];
  const said: unknown[] = [];
  let connect = (_: object): void => {};
  Object.assign(fakeBrowser.runtime, {
    onConnect: {
      addListener: (listener: typeof connect) => {
        connect = listener;
      },
      removeListener() {},
    },
  });
  onTrafficPort(window, (port) => heard.push(port));
  const listeners = { addListener() {} };
  const postMessage = (word: unknown) => said.push(word);
  connect({ name, sender, postMessage, onMessage: listeners, onDisconnect: listeners });
  return { heard, said };
}

describe("a port of a frame", () => {
  it("has the source that the browser names, with an address without query and fragment", () => {
    const { heard, said } = connected(frame);
    assert.deepEqual(
      heard.map(({ source }) => source),
      [{ ...source(), url: "https://widget.example/w" }],
    );
    assert.deepEqual(said, []);
  });
  const source = () => ({ tabId: 1, frameId: 7, documentId: "D", origin: "https://widget.example" });

  it("is told that an inspector is open, and what to send", () => {
    const { heard, said } = connected(frame);
    heard[0]?.watch(
      () => {},
      () => {},
    );
    heard[0]?.send({ action: "x" });
    assert.deepEqual(said, [{}, { send: { action: "x" } }]);
  });

  it("has only the scheme as its address if the page has no address of its own", () => {
    const { heard } = connected({ ...frame, origin: "null", url: "about:srcdoc" });
    assert.equal(heard[0]?.source.url, "about:");
  });

  for (const [what, sender, options] of [
    ["another extension's", { ...frame, id: "another" }],
    ["one of the extension's own pages'", { ...frame, url: `${OWN}popup/popup.html` }],
    ["of a frame that the browser does not name", { ...frame, documentId: undefined }],
    ["for something else", frame, { name: "another" }],
    [
      "of a private tab, and the inspector is in an ordinary window",
      { ...frame, tab: { id: 1, incognito: true } },
    ],
    ["of an ordinary tab, and the inspector is in a private window", frame, { window: "private" }],
  ] as const)
    it(`is not passed to the inspector if it is ${what}`, () => {
      const { heard, said } = connected(sender, options);
      assert.deepEqual([heard, said], [[], []]);
    });
});

describe("the inspector's script in new frames", () => {
  /** A browser in which the script is registered, or not. @returns the ids that were unregistered */
  function aBrowser({ isThere = true } = {}) {
    const gone: string[] = [];
    Object.assign(fakeBrowser.scripting, {
      getRegisteredContentScripts: async () =>
        isThere ? [{ id: "inspected", matches: ["https://a/*"] }] : [],
      unregisterContentScripts: async ({ ids }: { ids: string[] }) => void gone.push(...ids),
    });
    return gone;
  }
  const { sendMessage } = fakeBrowser.runtime;
  afterEach(() => {
    fakeBrowser.runtime.sendMessage = sendMessage;
    fakeBrowser.runtime.onMessage.removeAllListeners();
  });

  it("is unregistered if no inspector answers", async () => {
    const gone = aBrowser();
    fakeBrowser.runtime.sendMessage = () => Promise.reject(new Error("Could not establish connection"));
    await forgetClosedInspector();
    assert.deepEqual(gone, ["inspected"]);
  });

  it("is unregistered once if several tabs close at the same time", async () => {
    const gone = aBrowser();
    fakeBrowser.runtime.sendMessage = () => Promise.reject(new Error("Could not establish connection"));
    Object.assign(fakeBrowser.scripting, {
      async unregisterContentScripts({ ids }: { ids: string[] }) {
        if (gone.length > 0) throw new Error("Nonexistent script ID 'inspected'");
        gone.push(...ids);
      },
    });
    await Promise.all([forgetClosedInspector(), forgetClosedInspector()]);
    assert.deepEqual(gone, ["inspected"]);
  });

  it("stays if an inspector answers", async () => {
    const gone = aBrowser();
    answerThatOneIsOpen();
    const ask = async (question: unknown) =>
      ((await fakeBrowser.runtime.onMessage.trigger(question, {}, () => {})) as unknown[])[0];
    assert.equal(await ask("another question"), undefined);
    fakeBrowser.runtime.sendMessage = ask as typeof sendMessage;
    await forgetClosedInspector();
    assert.deepEqual(gone, []);
  });

  it("is checked only if it is registered", async () => {
    const gone = aBrowser({ isThere: false });
    let asked = 0;
    fakeBrowser.runtime.sendMessage = async () => {
      asked += 1;
    };
    await forgetClosedInspector();
    assert.deepEqual([gone, asked], [[], 0]);
  });
});
