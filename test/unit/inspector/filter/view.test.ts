import assert from "node:assert/strict";
import fc from "fast-check";
import { parseFilter } from "../../../../inspector/filter/parse.ts";
import { search } from "../../../../inspector/filter/search.ts";
import { createSearchIndex } from "../../../../inspector/filter/search-index.ts";
import { createView } from "../../../../inspector/filter/view.ts";
import type { Row } from "../../../../inspector/log/row.ts";
import { leg, logOf, row } from "./rows.ts";

const never = () => false;
/** @returns a function that stops a search after so many rows */
const upTo = (rows: number) => () => rows-- <= 0;

function start(rows: Row[], filter: string) {
  const log = logOf(rows);
  const index = createSearchIndex(log);
  const view = createView(
    log,
    index,
    parseFilter(filter, () => 0),
  );
  const take = (added: Row[], changed: Row[] = []) => {
    for (const each of [...added, ...changed]) log.put(each);
    const news = { added: added.map(({ serial }) => serial), changed: changed.map(({ serial }) => serial) };
    index.take([...news.added, ...news.changed]);
    view.take(news, 2_000);
  };
  return { log, index, view, take };
}
const error = (serial: number) => row({ serial, state: "error" });
const fine = (serial: number) => row({ serial });

describe("a view", () => {
  it("finds the newest rows first, and the rest slice by slice", () => {
    const { view } = start([error(1), fine(2), error(3), error(4)], "is:error");
    assert.ok(!view.step(0, upTo(2)));
    assert.deepEqual([view.serials, view.progress], [[3, 4], { done: 2, of: 4 }]);
    assert.ok(view.step(0, never));
    assert.deepEqual([view.serials, view.progress], [[1, 3, 4], { done: 4, of: 4 }]);
  });

  it("adds new and changed rows, and removes those that no longer match", () => {
    const { view, take } = start([error(1), fine(2)], "is:error");
    view.step(0, never);
    take([error(3), fine(4)], [error(2), fine(1)]);
    assert.deepEqual(view.serials, [2, 3]);
  });

  it("is not changed by an unchanged row", () => {
    const { view, take } = start([error(1), fine(2)], "is:error");
    view.step(0, never);
    take([], [error(1), fine(2)]);
    assert.deepEqual(view.serials, [1]);
  });

  it("forgets rows that the log has dropped, muted or not", () => {
    const { view, take, log } = start([fine(1), fine(2), fine(3)], "-action:=other");
    view.step(0, never);
    log.drop(3);
    take([row({ serial: 4, action: "other" })]);
    assert.deepEqual([view.serials, view.muted], [[3], 1]);
    log.drop(5);
    take([fine(6)]);
    assert.deepEqual([view.serials, view.muted], [[6], 0]);
  });

  it("counts rows that only a mute hides, and none that other terms hide as well", () => {
    const { view, take } = start([error(1), fine(2)], "-action:=send_event is:error");
    view.step(0, never);
    assert.equal(view.muted, 1);
    take([], [fine(1)]);
    assert.equal(view.muted, 0);
  });

  it("ends a search whose rows are dropped meanwhile", () => {
    const { view, log } = start([fine(1), fine(2), fine(3)], "");
    view.step(0, upTo(1));
    log.drop(4);
    assert.ok(view.step(0, never));
  });

  it("checks only waiting rows again as time passes", () => {
    const waiting = row({ serial: 2, state: "pending", reply: undefined });
    const { view } = start([fine(1), waiting], "over:5s");
    view.step(2_000, never);
    assert.ok(!view.tick(6_000));
    assert.ok(view.tick(6_001));
    assert.deepEqual(view.serials, [2]);
    const timeless = start([waiting], "is:error").view;
    timeless.step(0, never);
    assert.ok(!timeless.tick(1e9));
  });

  it("contains the same as a plain filter, in whatever order rows come and change", () => {
    const change = fc.record({
      serial: fc.integer({ min: 1, max: 12 }),
      isError: fc.boolean(),
      steps: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        const { view, take, log } = start([fine(1), error(2), fine(3), error(4), error(5)], "is:error");
        for (const { serial, isError, steps } of changes) {
          const next = Math.min(serial, log.last + 1);
          const changed = (isError ? error : fine)(next);
          if (next > log.last) take([changed]);
          else take([], [changed]);
          view.step(0, upTo(steps));
        }
        view.step(0, never);
        const errors = [...Array(log.last).keys()].map((each) => each + 1);
        assert.deepEqual(
          view.serials,
          errors.filter((serial) => log.row(serial)?.state === "error"),
        );
      }),
    );
  });
});

describe("a search", () => {
  const times = () => {
    let clock = 0;
    return { now: () => 0, clock: () => (clock += 3), pause: async () => undefined };
  };

  it("yields to the page every eight milliseconds, and reports its progress", async () => {
    const { view } = start([fine(1), fine(2), fine(3), fine(4), fine(5)], "");
    const done: number[] = [];
    assert.ok(await search(view, times(), (progress) => done.push(progress.done)));
    assert.ok(done.length > 1);
    assert.equal(done.at(-1), 5);
  });

  it("ends early when another filter is typed", async () => {
    const { view } = start([fine(1), fine(2), fine(3), fine(4), fine(5)], "");
    const typed = new AbortController();
    assert.ok(!(await search(view, times(), () => typed.abort(), typed.signal)));
    assert.ok(view.serials.length < 5);
  });
});

describe("the searchable text of a row", () => {
  it("outlives its payload", () => {
    const { view, take } = start([], "type:m.call is:delayed");
    const said = row({ serial: 1 }, { type: "m.call", delay: 8_000 });
    take([said]);
    take([], [{ ...said, request: { sent: { at: 1, size: 5 } }, reply: leg({}) }]);
    assert.deepEqual(view.serials, [1]);
  });

  it("is built again when the row changes", () => {
    const { view, take } = start([], "text:second");
    take([row({ serial: 1 }, { body: "first" })]);
    assert.deepEqual(view.serials, []);
    take([], [row({ serial: 1 }, { body: "second" })]);
    assert.deepEqual(view.serials, [1]);
  });
});
