import assert from "node:assert/strict";
import { foundWords } from "../../../../popup/client/found-words.ts";
import { isUnprotected, lineWords } from "../../../../popup/client/line-words.ts";
import { serverWords } from "../../../../popup/client/server-words.ts";
import { statusOf } from "../../../../popup/client/status-words.ts";
import type { WidgetLine, WidgetState } from "../../../../src/messaging/views/client.ts";
import type { DelayView } from "../../../../src/messaging/views/delays.ts";
import { delayView } from "../delays/delay-view.ts";

const widget = "https://call.example/room";
const ago = (ms: number) => `${ms} ms ago`;
const words = (line: Partial<WidgetLine>) => lineWords({ widget, state: "untried", ...line }, 10_000, ago);
const STATES: WidgetState[] = [
  ...(["native", "protected", "asking", "refused", "unanswered"] as const),
  ...(["encrypted", "reload", "not-granted", "user-ended", "failed", "untried"] as const),
];

describe("the words for a widget's line", () => {
  it("differ for every state", () => {
    const said = STATES.map((state) => words({ state }).line[0]);
    assert.equal(new Set(said).size, STATES.length);
  });

  it("say when the last answer was, and how long it took if known", () => {
    assert.deepEqual(words({ state: "protected", at: 8_000 }).line, ["lineProtected", "2000 ms ago"]);
    assert.deepEqual(words({ state: "protected", at: 8_000, took: 13.6 }).line, [
      "lineProtectedIn",
      "2000 ms ago",
      "14",
    ]);
  });

  it("never name a future time, which another clock may produce", () => {
    assert.deepEqual(words({ state: "protected", at: 99_000 }).line, ["lineProtected", "0 ms ago"]);
  });

  it("have a good tone only for protected widgets, whoever protects them", () => {
    const good = STATES.filter((state) => words({ state }).tone === "good");
    assert.deepEqual(good, ["native", "protected"]);
  });

  it("distinguish the user's actions from faults, and say when", () => {
    for (const [ended, key] of [
      ["exit-cancelled", "lineExitCancelled"],
      ["left", "lineLeft"],
      ["other", "lineEndedByUser"],
    ] as const) {
      const { tone, line } = words({ state: "user-ended", at: 8_000, ended });
      assert.deepEqual([tone, line], ["quiet", [key, "2000 ms ago"]]);
    }
  });

  it("leave a client unprotected if a widget is refused, unless it is gone", () => {
    assert.equal(isUnprotected({ widget, state: "refused" }), true);
    assert.equal(isUnprotected({ widget, state: "refused", gone: true }), false);
  });
});

describe("a client without problems", () => {
  const client = { site: "https://chat.example/*", on: true, missing: [] };
  const headline = (...widgets: WidgetLine[]) => statusOf({ diagnosis: "ready", client, widgets }).headline;

  it("is called protected only after a success for one of its widgets", () => {
    assert.deepEqual(headline(), ["readyUntried", "chat.example"]);
    assert.deepEqual(headline({ widget, state: "untried" }), ["readyUntried", "chat.example"]);
    assert.deepEqual(headline({ widget, state: "protected" }), ["ready", "chat.example"]);
  });

  it("is not called protected while the user has yet to answer a widget's question", () => {
    const line = { widget, state: "asking" } as const;
    assert.deepEqual(headline(line), ["someUnprotected"]);
    assert.deepEqual(headline({ widget, state: "protected" }, line), ["someUnprotected"]);
  });

  it("is not called protected, or at fault, while a call continues whose leave the user has cancelled", () => {
    const line = { widget, state: "user-ended", ended: "exit-cancelled" } as const;
    assert.deepEqual(headline({ widget, state: "protected" }, line), ["pausedByUser"]);
    assert.deepEqual(headline({ ...line, ended: "left" }), ["readyUntried", "chat.example"]);
    assert.deepEqual(headline(line, { widget, state: "failed" }), ["someUnprotected"]);
  });

  it("is not called protected while there is a problem with the leave of one of its calls", () => {
    const found = { origin: "https://chat.example", homeservers: [], widgets: [] };
    const ofLeave = (change: Partial<DelayView>) => {
      const leave = {
        client: found.origin,
        purpose: "call-leave",
        state: "pending",
        hasSession: true,
      } as const;
      const delays = [delayView({ ...leave, ...change })];
      const widgets: WidgetLine[] = [{ widget, state: "protected" }];
      return statusOf({ diagnosis: "ready", client, found, widgets, delays }).headline[0];
    };
    for (const wrong of [{ blocker: "no-power" }, { unheld: true }, { hasSession: false }] as const) {
      assert.equal(ofLeave(wrong), "someUnprotected");
      assert.equal(ofLeave({ ...wrong, client: "https://other.example" }), "ready");
      assert.equal(ofLeave({ ...wrong, state: "sent" }), "ready");
      assert.equal(ofLeave({ ...wrong, purpose: "message" }), "ready");
    }
    assert.equal(ofLeave({}), "ready");
  });

  it("is not called protected if the homeserver accepts fewer heartbeats than its widgets send", () => {
    const told = { client, widgets: [{ widget, state: "protected" }] as WidgetLine[] };
    const { tone, headline: said } = statusOf({ ...told, diagnosis: "ready", server: { fits: false } });
    assert.deepEqual([tone, said], ["attention", ["restartsLimited"]]);
    const fitting = statusOf({ ...told, diagnosis: "ready", server: { limitedAt: 1, fits: true } });
    assert.deepEqual(fitting.headline, ["ready", "chat.example"]);
    const worse = statusOf({ ...told, diagnosis: "homeserver-unreachable", server: { fits: false } });
    assert.deepEqual(worse.headline, ["homeserverUnreachable"]);
  });

  it("is not called protected while one of its widgets is not", () => {
    const { tone } = statusOf({ diagnosis: "ready", client, widgets: [{ widget, state: "refused" }] });
    assert.equal(tone, "attention");
    assert.deepEqual(headline({ widget, state: "protected" }, { widget, state: "failed" }), [
      "someUnprotected",
    ]);
  });
});

describe("the words for a diagnosis' findings", () => {
  it("name the client, its homeserver and its widgets' hosts, each once", () => {
    const found = {
      origin: "https://chat.example",
      homeservers: ["hs.example"],
      widgets: [widget, `${widget}/2`],
    };
    assert.deepEqual(foundWords({ ...found, name: "Element" }), [
      ["foundNamed", "Element", "chat.example"],
      ["foundHomeserver", "hs.example"],
      ["foundWidgets", "call.example"],
    ]);
    assert.deepEqual(foundWords({ ...found, homeservers: [], widgets: [] }), [["foundPage", "chat.example"]]);
  });
});

describe("the words for a homeserver", () => {
  const inWords = { ago, length: (ms: number) => `${ms} ms` };
  it("repeat its claims, and nothing else", () => {
    assert.deepEqual(serverWords({}, 0, inWords), []);
    assert.deepEqual(serverWords({ longest: 5, most: 100, generation: "early" }, 0, inWords), [
      ["serverLongest", "5 ms"],
      ["serverMost", "100"],
      ["serverEarly"],
    ]);
  });

  it("say whether the heartbeats can ever fit its limit", () => {
    const limited = (fits: boolean) => serverWords({ limitedAt: 0, fits }, 7, inWords).map(([key]) => key);
    assert.deepEqual(limited(false), ["serverLimited", "serverTooTight"]);
    assert.deepEqual(limited(true), ["serverLimited", "serverFits"]);
  });
});
