import assert from "node:assert/strict";
import { refusalWords } from "../../../ui/refusal-words.ts";

describe("why something that the user wanted was not done", () => {
  it("is said in words of the reader's language where an administrator has decided it", () => {
    const refusal = { ok: false as const, error: "Decided", reason: "preset" as const };
    assert.deepEqual(refusalWords(refusal, "switchFailed"), ["organisationDecides"]);
  });

  it("is otherwise said in the background's words, made visible", () => {
    const refusal = { ok: false as const, error: "No\u202e" };
    const [key, error] = refusalWords(refusal, "switchFailed") ?? [];
    assert.equal(key, "switchFailed");
    assert.ok(!String(error).includes("\u202e"));
  });

  it("is that no answer came where none did, and nothing if it was done", () => {
    assert.deepEqual(refusalWords(undefined, "switchFailed"), ["updateUnanswered"]);
    assert.equal(refusalWords({ ok: true }, "switchFailed"), undefined);
  });
});
