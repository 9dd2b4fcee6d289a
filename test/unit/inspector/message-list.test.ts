import assert from "node:assert/strict";
import { parseFilter } from "../../../inspector/filter/parse.ts";
import { createSearchIndex } from "../../../inspector/filter/search-index.ts";
import { dividedRow, FELL_OUT, type Items } from "../../../inspector/list-items.ts";
import { createMessageList } from "../../../inspector/message-list.ts";
import { conversation, fakeLog, manyRows, row, START } from "./fake-rows.ts";

const around = { now: () => START, clock: () => 0, pause: async () => {}, changed: () => {} };

const listOf = (...serials: number[]) => {
  const log = fakeLog([conversation(1), conversation(2)]);
  const list = createMessageList(log, createSearchIndex(log), around);
  const add = (...more: number[]) => list.take(log.put(...more.map((serial) => row(serial))));
  add(...serials);
  return { log, list, add, filter: (text: string) => list.show({ query: parseFilter(text, () => 0) }) };
};

const all = (items: Items) => Array.from({ length: items.length }, (_, place) => items.at(place));

describe("the list of messages", () => {
  it("shows rows in the order of their serials, below a divider for their widget", () => {
    const { list } = listOf(1, 2, 3);
    assert.deepEqual(all(list.items), [0.5, 1, 2, 3]);
    assert.deepEqual([dividedRow(0.5), dividedRow(1)], [1, undefined]);
    assert.equal(list.items.at(4), undefined);
  });

  it("has a divider before each conversation, and none within one", () => {
    const { log, list } = listOf(1, 2);
    list.take(log.put(row(3, { conversation: 2 }), row(4), row(5, { conversation: 2 })));
    assert.deepEqual(all(list.items), [0.5, 1, 2, 2.5, 3, 4, 5]);
  });

  it("has one divider for a conversation that another turns out to be a part of, before the earlier row", () => {
    const { log, list } = listOf();
    list.take(log.put(row(1), row(2, { conversation: 2 }), row(3, { conversation: 2 })));
    log.put(row(2), row(3));
    list.take({ added: [], changed: [2, 3] });
    assert.deepEqual(all(list.items), [0.5, 1, 2, 3]);
    log.put(...[1, 2, 3].map((serial) => row(serial, { conversation: 2 })));
    list.take({ ...log.put(row(4, { conversation: 2 })), changed: [1, 2, 3] });
    assert.deepEqual(all(list.items), [0.5, 1, 2, 3, 4]);
  });

  it("has all rows that are already in the log", () => {
    const log = fakeLog([conversation(1), conversation(2)]);
    log.put(row(1), row(2, { conversation: 2 }));
    const list = createMessageList(log, createSearchIndex(log), around);
    assert.deepEqual(all(list.items), [0.5, 1, 1.5, 2]);
  });

  it("filters rows, and never a divider", () => {
    const { log, list, filter } = listOf(1, 2);
    list.take(log.put(row(3, { conversation: 2 })));
    filter("id:=#2");
    assert.deepEqual(all(list.items), [0.5, 2, 2.5]);
    filter("");
    assert.deepEqual(all(list.items), [0.5, 1, 2, 2.5, 3]);
  });

  it("says how many of the new rows it shows", () => {
    const { log, list, filter } = listOf(1);
    filter("action:read_events");
    assert.equal(list.take(log.put(row(2), row(3, { action: "read_events" }))), 1);
    assert.equal(list.take(log.put(row(4))), 0);
  });

  it("counts muted rows", () => {
    const { list, filter } = listOf(1, 2);
    filter("-action:send_event");
    assert.deepEqual([list.muted, all(list.items)], [2, [0.5]]);
    filter("");
    assert.equal(list.muted, 0);
  });

  it("adds a row in its place, or removes it, if a change alters the filter's verdict", () => {
    const { log, list, filter } = listOf(1, 2, 3);
    filter("is:error");
    log.put(row(2, { state: "error" }));
    assert.equal(list.take({ added: [], changed: [2] }), 1);
    assert.deepEqual(all(list.items), [0.5, 2]);
    log.put(row(2));
    list.take({ added: [], changed: [2] });
    assert.deepEqual(all(list.items), [0.5]);
  });

  it("says so if rows were dropped, and keeps the others", () => {
    const { log, list, add } = listOf(1, 2, 3);
    log.forgetBefore(3);
    add(4);
    assert.deepEqual(all(list.items), [FELL_OUT, 3, 4]);
    log.forgetBefore(4);
    add(5);
    assert.deepEqual(all(list.items), [FELL_OUT, 4, 5]);
  });

  it("waits while it is paused, and then shows all new rows", () => {
    const { log, list, add } = listOf(1);
    list.pause();
    assert.equal(add(2, 3), 0);
    log.put(row(2, { state: "error" }));
    list.take({ added: [], changed: [2] });
    assert.deepEqual([list.items.length, list.waiting], [2, 2]);
    assert.equal(list.goOn(), 2);
    assert.deepEqual([all(list.items), list.waiting], [[0.5, 1, 2, 3], 0]);
  });

  it("has only pinned rows once cleared, and then shows new ones", () => {
    const { list, add } = listOf(1, 2, 3);
    list.pin(2, true);
    list.clear();
    assert.deepEqual(all(list.items), [2]);
    add(4);
    assert.deepEqual(all(list.items), [2, 4]);
    list.pin(2, false);
    assert.deepEqual(all(list.items), [4]);
  });

  it("shows a pinned row once, whether or not the filter finds it", () => {
    const { list, filter } = listOf(1, 2);
    list.pin(2, true);
    assert.deepEqual(all(list.items), [0.5, 1, 2]);
    filter("is:error");
    assert.deepEqual(all(list.items), [0.5, 2]);
  });

  it("finds an item's place, or that of the next one", () => {
    const { list, filter } = listOf(1, 2, 3);
    filter("-id:=#2");
    assert.deepEqual([1, 2, 3, 4].map(list.items.placeOf), [1, 2, 2, 3]);
  });

  it("draws between the slices of a long search, and reports its progress", async () => {
    const log = fakeLog();
    log.put(...manyRows(200));
    let clock = 0;
    const told: (number | undefined)[] = [];
    const list = createMessageList(log, createSearchIndex(log), {
      ...around,
      // Each reading of the clock takes a millisecond, so a slice is a few rows.
      clock: () => clock++,
      pause: () => new Promise((resolve) => setImmediate(resolve)),
      changed: () => told.push(list.searched),
    });
    assert.ok((list.searched ?? 1) < 1);
    while (list.searched !== undefined) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(list.serials.length, 200);
    assert.ok(told.length > 10 && told.at(-1) === undefined);
  });
});
