import assert from "node:assert/strict";
import { EncryptedRoomError } from "../../../../src/background/widgets/encryption.ts";
import { createLastAnswers } from "../../../../src/background/widgets/last-answers.ts";

const FEATURE = "delayed-events";

function noting() {
  const clock = { now: 0 };
  const news = { count: 0 };
  const lastAnswers = createLastAnswers(
    () => clock.now,
    () => {
      news.count += 1;
    },
  );
  const note = (at: number, took: number, over: object = {}) => {
    clock.now = at;
    lastAnswers.note("n", { feature: FEATURE, isRestart: true, since: at - took, response: {}, ...over });
    return lastAnswers.of("n", FEATURE);
  };
  return { lastAnswers, note, news };
}

describe("the last answer to a widget", () => {
  it("says when it was answered, how long that took, and how far apart its restarts are", () => {
    const { note } = noting();
    assert.deepEqual(note(1_000, 14), { at: 1_000, took: 14, restartedAt: 1_000 });
    assert.deepEqual(note(6_000, 9), { at: 6_000, took: 9, restartedAt: 6_000, every: 5_000 });
  });

  it("does not exist for another widget or feature", () => {
    const { lastAnswers, note } = noting();
    note(1_000, 1);
    assert.deepEqual(
      [lastAnswers.of("other", FEATURE), lastAnswers.of("n", "another")],
      [undefined, undefined],
    );
  });

  it("is a failure with the error that the widget got, until something works", () => {
    const { note } = noting();
    const response = { error: { message: "Error updating delayed event" } };
    const failure = { error: response.error.message, isEncrypted: false };
    assert.deepEqual(note(1_000, 1, { response, error: new Error() })?.failure, failure);
    assert.equal(note(2_000, 1)?.failure, undefined);
  });

  it("distinguishes an encrypted room from all other failures", () => {
    const { note } = noting();
    const error = new EncryptedRoomError("they cannot be encrypted");
    const told = note(1, 0, { response: error.asResponse(), error, isRestart: false });
    assert.equal(told?.failure?.isEncrypted, true);
  });

  it("has no interval if two restarts are far apart, or the clock was set back", () => {
    const { note } = noting();
    note(1_000, 1);
    assert.equal(note(900_000, 1)?.every, undefined);
    assert.equal(note(5_000, 1)?.every, undefined);
  });

  it("is reported to open pages when it begins, fails and works again, not at each restart", () => {
    const { note, news } = noting();
    const response = { error: { message: "No" } };
    const counts = [{}, {}, { response }, { response }, {}].map((over, at) => {
      note(at, 0, over);
      return news.count;
    });
    assert.deepEqual(counts, [1, 1, 2, 2, 3]);
  });

  it("can be forgotten", () => {
    const { lastAnswers, note } = noting();
    note(1_000, 1);
    lastAnswers.forget();
    assert.equal(lastAnswers.of("n", FEATURE), undefined);
  });
});
