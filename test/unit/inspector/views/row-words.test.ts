import assert from "node:assert/strict";
import "../../../environment/popup/small-document.ts";
import { changesOf } from "../../../../inspector/views/changes-of.ts";
import { preciseTime } from "../../../../inspector/views/clock.ts";
import { partsOf } from "../../../../inspector/views/marked.tsx";
import {
  aboutOf,
  errorOf,
  tookWords,
  widgetName,
  withoutPrefix,
} from "../../../../inspector/views/row-words.ts";
import { conversation, row, START, said } from "../fake-rows.ts";

const about = (data: unknown) => aboutOf(row(1, { request: { sent: said(START, { data }) } }));

describe("a row's texts", () => {
  it("name its subject: the event's type and state key", () => {
    assert.equal(about({ type: "m.room.member", state_key: "@a:x" }), "m.room.member · @a:x");
    assert.equal(about({ action: "restart" }), "restart");
  });

  it("are empty if the subject is unknown", () => {
    assert.deepEqual([about({}), about(null), about({ type: 7 })], ["", "", ""]);
    assert.equal(aboutOf({ ...row(1), request: {}, reply: {} }), "");
  });

  it("make hidden characters of a page's text visible", () => {
    assert.match(about({ type: "evil\u202e" }), /evil\\u202e/);
    const failed = { sent: said(START, {}, "No\u202e") };
    assert.equal(errorOf(row(1, { reply: failed })), "No\\u202e");
  });

  it("name a widget by its address, or by its id without a web address", () => {
    assert.equal(widgetName(conversation(1)), "call.element.io/room");
    assert.equal(widgetName(conversation(1, { widget: { origin: "null" } })), "call");
    assert.equal(widgetName(conversation(1, { widget: { origin: "null" }, widgetId: undefined })), "null");
  });

  it("show the distinctive part of a name, and the whole name without a proposal's prefix", () => {
    const names = [
      "org.matrix.msc4157.update_delayed_event",
      "town.robin.msc3846.turn_servers",
      "send_event",
    ];
    assert.deepEqual(names.map(withoutPrefix), ["…update_delayed_event", "…turn_servers", "send_event"]);
    assert.equal(withoutPrefix("com.example.msc"), "com.example.msc");
  });

  it("have times in readable units", () => {
    assert.deepEqual(tookWords(6.4), ["inspectMilliseconds", 6]);
    assert.deepEqual(tookWords(1_234), ["inspectSeconds", 1.2]);
    assert.deepEqual(tookWords(31_400), ["inspectSeconds", 31]);
    assert.deepEqual(tookWords(-3), ["inspectMilliseconds", 0]);
  });

  it("never fail on an invalid time", () => {
    assert.deepEqual([Number.NaN, 1e300].map(preciseTime), ["–", "–"]);
  });
});

describe("the marks in a text", () => {
  it("are at every match, in upper or lower case", () => {
    assert.deepEqual(partsOf("Send and SEND", "send"), ["", "Send", " and ", "SEND", ""]);
  });

  it("are missing without a match, or if lower case has another length", () => {
    assert.deepEqual(partsOf("send", "x"), ["send"]);
    assert.deepEqual(partsOf("İ send", "send"), ["İ send"]);
  });
});

describe("the list of Postdate's changes", () => {
  it("names the removed capabilities, and none that only moved up", () => {
    const changes = changesOf(
      { response: { capabilities: ["a", "b", "c"] } },
      { response: { capabilities: ["a", "c"] } },
    );
    assert.deepEqual(changes, [{ type: "REMOVE", path: ["response", "capabilities", "b"], oldValue: "b" }]);
  });

  it("names the removed items of a list that is then empty", () => {
    const changes = changesOf({ capabilities: ["a"] }, { capabilities: [] });
    assert.deepEqual(
      changes.map(({ type, path }) => [type, path]),
      [["REMOVE", ["capabilities", "a"]]],
    );
  });

  it("is empty if both versions are equal", () => {
    assert.deepEqual(changesOf({ a: [1, { b: ["c"] }] }, { a: [1, { b: ["c"] }] }), []);
  });

  it("can be made for any payload", () => {
    assert.equal(changesOf({ a: null, list: ["x", 1] }, { a: {}, list: "x" }).length, 2);
    assert.deepEqual(changesOf({ capabilities: ["__proto__"] }, { capabilities: [] }).length, 1);
  });
});
