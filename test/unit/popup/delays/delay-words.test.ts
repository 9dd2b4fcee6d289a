import assert from "node:assert/strict";
import { nameWords, originWords, restartWords } from "../../../../popup/delays/delay-words.ts";
import { delayView } from "./delay-view.ts";

describe("the words for what a delay is for", () => {
  it("name its effect, not its type, if it is for a call", () => {
    assert.deepEqual(nameWords({ purpose: "call-leave", type: "m.rtc.member" }), ["callLeave"]);
  });

  it("are a message's first words, with hidden and reversing characters made visible", () => {
    const message = { purpose: "message", type: "m.room.message" } as const;
    assert.deepEqual(nameWords({ ...message, excerpt: "Lunch? 🎉" }), ["messageSaying", "Lunch? 🎉"]);
    assert.deepEqual(nameWords({ ...message, excerpt: "a\u202eb" }), ["messageSaying", "a\\u202eb"]);
  });

  it("only say that it is a message if it has no visible words", () => {
    for (const excerpt of [{}, { excerpt: "" }, { excerpt: "\u2800 \u3164" }])
      assert.deepEqual(nameWords({ purpose: "message", type: "m.room.message", ...excerpt }), ["message"]);
  });

  it("name the type of any other state event, with hidden characters made visible", () => {
    assert.deepEqual(nameWords({ purpose: "state", type: "a\u202eb" }), ["stateChange", "a\\u202eb"]);
  });
});

describe("the words for where a delay comes from", () => {
  it("name the widget's and the client's host", () => {
    assert.deepEqual(originWords(delayView()), ["origins", "call.example", "client.example"]);
  });

  it("name no host if it was not scheduled here", () => {
    assert.deepEqual(originWords(delayView({ elsewhere: true })), ["originsElsewhere"]);
  });

  it("do not call a sandboxed widget null", () => {
    const sandboxed = delayView({ widget: { id: "w", origin: "null" } });
    assert.deepEqual(originWords(sandboxed), ["originsSandboxed", "client.example"]);
  });
});

describe("the words for the last restart", () => {
  it("say how long ago it was, and what that means for a call", () => {
    assert.deepEqual(restartWords(delayView({ restartedAt: 1_000 }), 4_500, "en"), [
      "callAlive",
      "3 sec. ago",
    ]);
    assert.deepEqual(restartWords(delayView({ restartedAt: 1_000 }), 1_500, "en"), ["callAliveNow"]);
    const message = delayView({ purpose: "message", restartedAt: 1_000 });
    assert.deepEqual(restartWords(message, 4_500, "en"), ["restartedAgo", "3 sec. ago"]);
  });

  it("say that a call's leave was never restarted", () => {
    assert.deepEqual(restartWords(delayView(), 5_000, "en"), ["notRestarted"]);
  });

  it("say that a leave with a delay of an hour is restarted by others, which Postdate does not see", () => {
    assert.deepEqual(restartWords(delayView({ delay: 3_600_000 }), 5_000, "en"), ["heldByMediaServer"]);
    assert.deepEqual(restartWords(delayView({ delay: 600_000 }), 5_000, "en"), ["heldByMediaServer"]);
    assert.deepEqual(restartWords(delayView({ delay: 599_999 }), 5_000, "en"), ["notRestarted"]);
  });

  it("say so too if it was restarted only on joining, as Element Call does", () => {
    const joined = delayView({ delay: 3_600_000, scheduledAt: 1_000, restartedAt: 60_999 });
    assert.deepEqual(restartWords(joined, 64_500, "en"), ["heldByMediaServer"]);
  });

  it("do not say so if a later restart was seen, or for anything but a leave", () => {
    const restarted = delayView({ delay: 3_600_000, scheduledAt: 1_000, restartedAt: 61_000 });
    assert.deepEqual(restartWords(restarted, 64_500, "en"), ["callAlive", "3 sec. ago"]);
    assert.equal(restartWords(delayView({ delay: 3_600_000, purpose: "message" }), 5_000, "en"), undefined);
  });

  it("claim nothing about a delay that was not scheduled here until it is restarted from here", () => {
    for (const delay of [18_000, 3_600_000])
      assert.equal(restartWords(delayView({ elsewhere: true, delay }), 5_000, "en"), undefined);
    const restarted = delayView({ elsewhere: true, restartedAt: 1_000 });
    assert.deepEqual(restartWords(restarted, 4_500, "en"), ["restartedAgo", "3 sec. ago"]);
  });

  it("do not call a call alive if its widget is closed, because the user may have restarted its leave", () => {
    const restarted = delayView({ restartedAt: 1_000, widgetClosed: true });
    assert.deepEqual(restartWords(restarted, 4_500, "en"), ["restartedAgo", "3 sec. ago"]);
  });

  it("say nothing for a delay that nobody is expected to restart", () => {
    for (const purpose of ["message", "state"] as const)
      assert.equal(restartWords(delayView({ purpose }), 5_000, "en"), undefined);
  });
});
