import { deepEqual } from "node:assert/strict";
import type { LogEntry, TestBrowser } from "../../environment/browser/browsers.ts";
import { uncaughtErrors } from "../../environment/browser/uncaught.ts";

const DEAD = "can't access dead object";

const entry = (text: string, kind: LogEntry["kind"] = "error"): LogEntry => ({
  kind,
  level: "error",
  source: "extension",
  text,
  time: 0,
  url: "",
});

const uncaughtOf = (...log: LogEntry[]) =>
  uncaughtErrors({ log } as unknown as TestBrowser).map(({ text }) => text);

describe("the uncaught errors of a test's browser", () => {
  it("include an object that died under the extension's own code", () => {
    const ours = `${DEAD}\n    at moz-extension://1234/background.js:7`;
    deepEqual(uncaughtOf(entry(ours)), [ours]);
  });

  for (const module of [
    "resource://gre/modules/IndexedDB.sys.mjs:93",
    "resource://gre/modules/ExtensionStorageIDB.sys.mjs:400",
    "chrome://extensions/content/child/ext-storage.js:98",
  ])
    it(`do not include an object that died under ${module.replace(/.*\/(.*):.*/, "$1")} of Firefox`, () =>
      deepEqual(uncaughtOf(entry(`${DEAD}\n    at ${module}`)), []));

  const NOT_READY = "Error: Not ready or unknown widget ID\n    at sendComplete";

  it("do not include Element Call's last message to its host, sent after it has hung up", () =>
    deepEqual(
      uncaughtOf(entry(`${NOT_READY} (http://localhost:1/element-call/assets/index-a.js:2:9751)`)),
      [],
    ));

  it("include the same from any other widget", () => {
    const theirs = `${NOT_READY} (http://localhost:1/widget/widget.js:2:9751)`;
    deepEqual(uncaughtOf(entry(theirs)), [theirs]);
  });

  it("include no message of the console", () =>
    deepEqual(uncaughtOf(entry("TypeError: it failed", "console")), []));
});
