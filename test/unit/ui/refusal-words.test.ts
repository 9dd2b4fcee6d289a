import assert from "node:assert/strict";
import { refusalWords } from "../../../ui/refusal-words.ts";

describe("the reason why a user's action was not done", () => {
  it("is in the reader's language if an administrator has decided it", () => {
    const refusal = { ok: false as const, error: "Decided", reason: "preset" as const };
    assert.deepEqual(refusalWords(refusal, "switchFailed"), ["organisationDecides"]);
  });

  it("is otherwise the background's error, with hidden characters made visible", () => {
    const refusal = { ok: false as const, error: "No\u202e" };
    const [key, error] = refusalWords(refusal, "switchFailed") ?? [];
    assert.equal(key, "switchFailed");
    assert.ok(!String(error).includes("\u202e"));
  });

  it("is that no answer came if there was none, and is absent after success", () => {
    assert.deepEqual(refusalWords(undefined, "switchFailed"), ["updateUnanswered"]);
    assert.equal(refusalWords({ ok: true }, "switchFailed"), undefined);
  });
});
