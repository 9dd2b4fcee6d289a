import assert from "node:assert/strict";
import { linesOf, type WidgetFacts } from "../../../../src/background/overview/widget-lines.ts";
import type { WidgetLoad } from "../../../../src/background/widgets/widget-load.ts";
import { ledgerEntry } from "../delays/ledger-entry.ts";

const ADDRESS = "https://call.example/room";
const SRC = `${ADDRESS}?widgetId=w`;
const CLIENT = "https://client.example";
const NOW = 9_000;
/** The name that delays have for the widget. */
const OF = { id: "w", origin: "https://call.example" };

const aLoad = (over: Partial<WidgetLoad> = {}): WidgetLoad => ({
  nonce: "n",
  tabId: 1,
  partition: "default",
  client: CLIENT,
  origin: "https://call.example",
  id: "w",
  frame: { frameId: 1, documentId: "W" },
  host: { frameId: 0, documentId: "H" },
  embedding: { src: SRC, ids: [], page: "" },
  knows: [],
  hidden: ["org.matrix.msc4157.send.delayed_event"],
  late: false,
  seenAt: 1,
  granted: { "delayed-events": true },
  ...over,
});
const lastAnswer = { at: NOW, took: 14 };
const refused = {
  partition: "default",
  client: CLIENT,
  widget: "https://call.example",
  features: ["delayed-events"],
};
const question = {
  id: "1",
  partition: "default",
  client: CLIENT,
  userId: "@a:x",
  widget: ADDRESS,
  features: ["delayed-events"],
};

const lines = (over: Partial<WidgetFacts> = {}) =>
  linesOf({
    frames: [SRC],
    hasScripts: true,
    missing: [],
    loads: [aLoad()],
    questions: [],
    refused: [],
    lastAnswerOf: () => undefined,
    delaysIn: () => [],
    ...over,
  });
const failed = { ...lastAnswer, failure: { error: "No", isEncrypted: false } };
const ended = { type: "m.call.member", stateKey: "k", by: "user", endedAt: 8 } as const;
const cancelled = ledgerEntry({ ...ended, state: "cancelled" });
const left = ledgerEntry({ ...ended, state: "sent" });
const restarted = ledgerEntry({ state: "pending", restartedAt: 7 });
const denied = aLoad({ granted: { "delayed-events": false } });

describe("a widget's line", () => {
  for (const [state, when, facts, more = {}] of [
    ["untried", "it has asked for nothing", {}],
    ["untried", "it has only just loaded", { loads: [] }],
    [
      "native",
      "its host knows delayed events",
      { loads: [aLoad({ hidden: [], knows: ["delayed-events"] })] },
    ],
    [
      "protected",
      "a request of its was performed",
      { lastAnswerOf: () => lastAnswer },
      { ...lastAnswer, of: OF },
    ],
    ["protected", "the ledger knows of a restart", { delaysIn: () => [restarted] }, { at: 7, of: OF }],
    [
      "user-ended",
      "the user has cancelled its leave of a call, and its restart then failed",
      { lastAnswerOf: () => failed, delaysIn: () => [cancelled] },
      { at: 8, ended: "exit-cancelled" },
    ],
    [
      "user-ended",
      "the user has cancelled its leave, before the widget or a new background knows",
      { delaysIn: () => [cancelled] },
      { at: 8, ended: "exit-cancelled" },
    ],
    [
      "user-ended",
      "its call continues without a leave, whatever else it does",
      { lastAnswerOf: () => lastAnswer, delaysIn: () => [cancelled] },
      { at: 8, ended: "exit-cancelled" },
    ],
    [
      "protected",
      "it has done something else since the user left its call",
      { lastAnswerOf: () => lastAnswer, delaysIn: () => [left] },
      { ...lastAnswer, of: OF },
    ],
    [
      "failed",
      "the widget itself has cancelled",
      { lastAnswerOf: () => failed, delaysIn: () => [{ ...cancelled, by: "widget" }] },
      { at: NOW, error: "No" },
    ],
    [
      "untried",
      "the user cancelled before it was loaded",
      { loads: [aLoad({ seenAt: 9 })], delaysIn: () => [cancelled] },
    ],
    ["asking", "its question is open", { questions: [question] }, { features: ["delayed-events"] }],
    [
      "refused",
      "the user said no",
      { loads: [denied], refused: [refused] },
      { features: ["delayed-events"] },
    ],
    [
      "unanswered",
      "nobody answered",
      { loads: [denied], refused: [{ ...refused, unanswered: true }] },
      { features: ["delayed-events"] },
    ],
    [
      "encrypted",
      "its message could not be encrypted",
      { lastAnswerOf: () => ({ ...lastAnswer, failure: { error: "x", isEncrypted: true } }) },
      { at: NOW },
    ],
    ["failed", "its last request failed", { lastAnswerOf: () => failed }, { at: NOW, error: "No" }],
    ["reload", "it was open before its script", { loads: [aLoad({ late: true })] }],
    [
      "reload",
      "the page was open before the scripts, whatever else is known",
      { hasScripts: false, lastAnswerOf: () => lastAnswer },
    ],
    ["not-granted", "its site is not granted", { missing: ["https://call.example/*"], loads: [] }],
  ] as [string, string, Partial<WidgetFacts>, object?][])
    it(`is ${state} if ${when}`, () => {
      assert.deepEqual(lines(facts), [{ widget: ADDRESS, state, ...more }]);
    });

  it("is not refused if the user has allowed it since", () => {
    assert.deepEqual(
      lines({ refused: [refused], lastAnswerOf: () => lastAnswer }).map(({ state }) => state),
      ["protected"],
    );
  });

  it("does not exist for a load whose frame is gone, or whose host has not claimed it", () => {
    assert.deepEqual(lines({ frames: [] }), []);
    const { host: _, ...untied } = aLoad({ embedding: { ids: [], page: "" } });
    assert.deepEqual(lines({ frames: [], loads: [untied] }), []);
  });

  it("still says refused once the widget may ask again, until it reloads", () => {
    assert.deepEqual(lines({ loads: [denied] }), [{ widget: ADDRESS, state: "refused" }]);
  });

  it("exists for each of two widgets of the same page", () => {
    const other = `${ADDRESS}?widgetId=other`;
    const loads = [aLoad(), aLoad({ nonce: "o", embedding: { src: other, ids: [], page: "" }, late: true })];
    assert.deepEqual(
      lines({ frames: [SRC, other], loads }).map(({ state }) => state),
      ["untried", "reload"],
    );
  });

  it("exists even if the frame's address has a token, which the load does not store", () => {
    const frames = [`${SRC}&access_token=t`];
    assert.deepEqual(
      lines({ frames, lastAnswerOf: () => lastAnswer }).map(({ state }) => state),
      ["protected"],
    );
  });

  it("describes its latest load", () => {
    const loads = [aLoad({ nonce: "new", seenAt: 2, late: true }), aLoad({ nonce: "old" })];
    assert.deepEqual(lines({ loads }), [{ widget: ADDRESS, state: "reload" }]);
  });

  it("has the name from the consent question if the widget is not the page of its frame's address", () => {
    assert.deepEqual(lines({ loads: [aLoad({ origin: "null" })] }), [{ widget: "null", state: "untried" }]);
  });

  it("exists for each widget in the page, and then for one that was refused and is gone", () => {
    const gone = { ...refused, widget: "https://gone.example" };
    const frames = [SRC, "https://notes.example/?widgetId=n", "https://ads.example/"];
    assert.deepEqual(
      lines({ frames, refused: [gone] }).map(({ widget, state, gone }) => [widget, state, gone]),
      [
        [ADDRESS, "untried", undefined],
        ["https://notes.example/", "untried", undefined],
        ["https://gone.example", "refused", true],
      ],
    );
  });
});
