import assert from "node:assert/strict";
import { createBeats } from "../../../../src/background/overview/beats.ts";
import type { LastAnswer } from "../../../../src/background/widgets/last-answers.ts";

const load = {
  nonce: "n",
  client: "https://chat.example",
  origin: "https://call.example",
  id: "w",
  tabId: 1,
  partition: "default",
};

/** @returns what is reported about a tab with one widget */
function beatsWith(lastAnswer: LastAnswer | undefined, partition = "default") {
  const inTab = async (tabId: number) => (tabId === load.tabId ? [load] : []);
  const lastAnswers = { of: (nonce: string) => (nonce === load.nonce ? lastAnswer : undefined) };
  return createBeats({ widgets: { allInTab: inTab }, lastAnswers } as never)(1, partition);
}

describe("the last success for a tab's widgets", () => {
  it("is reported under the names that delays use for them, without their secrets", async () => {
    const said = await beatsWith({ at: 9, took: 3 });
    const widget = { id: "w", origin: "https://call.example" };
    assert.deepEqual(said, [{ client: "https://chat.example", widget, at: 9, took: 3 }]);
  });

  it("is absent after a failure, before the first success, and in a window of another partition", async () => {
    const failure = { error: "No", isEncrypted: false };
    assert.deepEqual(await beatsWith({ at: 9, took: 3, failure }), []);
    assert.deepEqual(await beatsWith(undefined), []);
    assert.deepEqual(await beatsWith({ at: 9, took: 3 }, "private"), []);
  });
});
