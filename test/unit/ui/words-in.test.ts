// First, so that the polyfill finds a browser.
import "@webext-core/fake-browser/auto";
import assert from "node:assert/strict";
import { fakeBrowser } from "@webext-core/fake-browser";
import sentences from "../../../_locales/en/messages.json" with { type: "json" };

describe("messages in a language", () => {
  const realFetch = globalThis.fetch;
  const { getMessage } = fakeBrowser.i18n;
  let wordsIn: typeof import("../../../ui/words-in.ts").wordsIn;
  before(async () => {
    fakeBrowser.i18n.getMessage = (key: string) => `in German: ${key}`;
    fakeBrowser.runtime.getURL = (path: string) => `moz-extension://1/${path}`;
    ({ wordsIn } = await import("../../../ui/words-in.ts"));
  });
  afterEach(() => {
    globalThis.fetch = realFetch;
  });
  after(() => {
    fakeBrowser.i18n.getMessage = getMessage;
  });

  it("are English in a German browser, with every gap filled, whatever the value", async () => {
    const asked: unknown[] = [];
    globalThis.fetch = async (url) => {
      asked.push(url);
      return new Response(JSON.stringify(sentences));
    };
    const words = await wordsIn("en");
    assert.equal(words("buttonPending", "On $1 $COUNT$", "3"), "On $1 $COUNT$ · 3 pending");
    assert.deepEqual(asked, ["moz-extension://1/_locales/en/messages.json"]);
  });

  it("are the browser's own on request, and no file is read", async () => {
    globalThis.fetch = async () => new Response(JSON.stringify(sentences));
    assert.equal((await wordsIn("browser"))("settings"), "in German: settings");
  });

  it("are the browser's if the file cannot be read, or lacks a message", async () => {
    globalThis.fetch = () => Promise.reject(new Error("gone"));
    assert.equal((await wordsIn("en"))("settings"), "in German: settings");
    globalThis.fetch = async () => new Response("{}");
    assert.equal((await wordsIn("en"))("settings"), "in German: settings");
  });
});
