import assert from "node:assert/strict";
import { endOf, rowsByConversation, rowsOf } from "../../../inspector/rows.ts";
import { conversation, fakeLog, row, START } from "./fake-rows.ts";

const serials = (rows: { serial: number }[]) => rows.map(({ serial }) => serial);

function log() {
  const all = fakeLog([conversation(1), conversation(2), conversation(3)]);
  all.put(row(1), row(2, { conversation: 2 }), row(3));
  return all;
}

describe("the rows of a log", () => {
  it("are found by their conversations, even by one without rows", () => {
    const found = rowsByConversation(log()).map(({ conversation: { id }, rows }) => [id, serials(rows)]);
    assert.deepEqual(found, [
      [1, [1, 3]],
      [2, [2]],
      [3, []],
    ]);
    assert.deepEqual(serials(rowsOf(log(), 1)), [1, 3]);
    assert.deepEqual(rowsOf(log(), 9), []);
  });

  it("do not include dropped ones", () => {
    const all = log();
    all.forgetBefore(3);
    assert.deepEqual(serials(rowsOf(all, 1)), [3]);
  });

  it("end with the last message, whether a request or a reply", () => {
    assert.equal(endOf(log()), START + 3 * 40 + 6);
    const { reply: _, ...pending } = row(4, { at: START + 9_000 });
    const all = log();
    all.put(pending);
    assert.equal(endOf(all), START + 9_000);
    assert.equal(endOf(fakeLog()), 0);
  });
});
