import assert from "node:assert/strict";
import { nameWords, originWords, restartWords } from "../../../../popup/delays/delay-words.ts";
import { delayView } from "../delays.ts";

describe("the words for what a delay is for", () => {
  it("name what it does, not its type, if it is for a call", () => {
    assert.deepEqual(nameWords({ purpose: "call-leave", type: "m.rtc.member" }), ["callLeave"]);
  });

  it("are a message's first words, with characters visible that hide or reverse others", () => {
    const message = { purpose: "message", type: "m.room.message" } as const;
    assert.deepEqual(nameWords({ ...message, excerpt: "Lunch? 🎉" }), ["messageSaying", "Lunch? 🎉"]);
    assert.deepEqual(nameWords({ ...message, excerpt: "a\u202eb" }), ["messageSaying", "a\\u202eb"]);
  });

  it("say no more than that it is a message if it has no words that can be seen", () => {
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

  it("name nobody if it was not scheduled here", () => {
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

  it("say that somebody else restarts a leave that is an hour long, and that Postdate does not see it", () => {
    assert.deepEqual(restartWords(delayView({ delay: 3_600_000 }), 5_000, "en"), ["heldByMediaServer"]);
    assert.deepEqual(restartWords(delayView({ delay: 600_000 }), 5_000, "en"), ["heldByMediaServer"]);
    assert.deepEqual(restartWords(delayView({ delay: 599_999 }), 5_000, "en"), ["notRestarted"]);
  });

  it("say so too if it was restarted only on joining, as Element Call does", () => {
    const joined = delayView({ delay: 3_600_000, scheduledAt: 1_000, restartedAt: 60_999 });
    assert.deepEqual(restartWords(joined, 64_500, "en"), ["heldByMediaServer"]);
  });

  it("do not say so if it was seen to be restarted later, nor of anything but a leave", () => {
    const restarted = delayView({ delay: 3_600_000, scheduledAt: 1_000, restartedAt: 61_000 });
    assert.deepEqual(restartWords(restarted, 64_500, "en"), ["callAlive", "3 sec. ago"]);
    assert.equal(restartWords(delayView({ delay: 3_600_000, purpose: "message" }), 5_000, "en"), undefined);
  });

  it("claim nothing about a delay from elsewhere until it is restarted from here", () => {
    for (const delay of [18_000, 3_600_000])
      assert.equal(restartWords(delayView({ elsewhere: true, delay }), 5_000, "en"), undefined);
    const restarted = delayView({ elsewhere: true, restartedAt: 1_000 });
    assert.deepEqual(restartWords(restarted, 4_500, "en"), ["restartedAgo", "3 sec. ago"]);
  });

  it("do not call a call alive whose widget is closed, for the user may have restarted its leave", () => {
    const restarted = delayView({ restartedAt: 1_000, widgetClosed: true });
    assert.deepEqual(restartWords(restarted, 4_500, "en"), ["restartedAgo", "3 sec. ago"]);
  });

  it("say nothing for a delay that nobody is expected to restart", () => {
    for (const purpose of ["message", "state"] as const)
      assert.equal(restartWords(delayView({ purpose }), 5_000, "en"), undefined);
  });
});
