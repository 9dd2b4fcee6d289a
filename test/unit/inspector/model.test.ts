import assert from "node:assert/strict";
import { createTrafficLog } from "../../../inspector/log/create-traffic-log.ts";
import { createModel } from "../../../inspector/model.ts";
import type { Settings } from "../../../inspector/settings.ts";
import { conversation, fakeLog, row, START } from "./fake-rows.ts";
import { aWidget } from "./frames.ts";

function modelOf(...serials: number[]) {
  const log = fakeLog([conversation(1), conversation(2)]);
  log.put(...serials.map((serial) => row(serial)));
  const saved: Settings[] = [];
  const copied: string[] = [];
  let news = { added: [] as number[], changed: [] as number[] };
  const model = createModel(
    Object.assign(Object.create(log, Object.getOwnPropertyDescriptors(log)), { take: () => news }),
    {
      now: () => START,
      clock: () => 0,
      pause: async () => {},
      copy: async (text) => {
        if (text === "forbidden") throw new Error("Not allowed");
        copied.push(text);
      },
      save: async (settings) => {
        saved.push(settings);
      },
    },
    () => {},
  );
  const hear = (...rows: ReturnType<typeof row>[]) => {
    news = log.put(...rows);
    model.take([]);
  };
  return { model, log, hear, saved, copied };
}

describe("the inspector", () => {
  it("follows the end of the list until a row is selected, and then counts new rows", () => {
    const { model, hear } = modelOf(1, 2);
    hear(row(3));
    assert.deepEqual([model.state.isFollowing, model.state.unseen], [true, 0]);
    model.select(2);
    hear(row(4), row(5));
    assert.deepEqual([model.state.isFollowing, model.state.unseen, model.state.selected], [false, 2, 2]);
    model.stayAtEnd(true);
    assert.deepEqual([model.state.isFollowing, model.state.unseen], [true, 0]);
  });

  it("counts a row that only time brings as new, and begins its conversation with a divider", () => {
    let now = START;
    const browser = { now: () => now, clock: () => 0, pause: async () => {}, copy: async () => {} };
    const model = createModel(createTrafficLog(), { ...browser, save: async () => {} }, () => {});
    model.pause();
    // Its host has no script, so the log waits for one.
    model.take([aWidget().hostAsks(START, "capabilities", "1")]);
    model.tick();
    assert.equal(model.list.waiting, 0);
    now += 1_000;
    model.tick();
    assert.equal(model.list.waiting, 1);
    model.goOn();
    assert.deepEqual([0, 1, 2].map(model.list.items.at), [0.5, 1, undefined]);
  });

  it("keeps the selection, whatever rows come or are filtered away", () => {
    const { model, hear } = modelOf(1, 2);
    model.select(1);
    hear(row(3));
    model.setFilter("action:read_events");
    model.clear();
    assert.equal(model.state.selected, 1);
  });

  it("steps from row to row, over dividers, and stays at the ends", () => {
    const { model, hear } = modelOf(1, 2);
    hear(row(3, { conversation: 2 }));
    assert.ok(model.step(1));
    assert.equal(model.state.selected, 1);
    assert.ok(model.step(1) && model.step(1));
    assert.equal(model.state.selected, 3);
    assert.equal(model.step(1), false);
    assert.equal(model.state.selected, 3);
  });

  it("steps to the next row that satisfies a condition, and nowhere if there is none", () => {
    const { model, hear } = modelOf(1, 2);
    hear(row(3, { state: "error" }));
    model.select(1);
    assert.ok(model.step(1, ({ state }) => state === "error"));
    assert.equal(model.state.selected, 3);
    assert.equal(
      model.step(-1, ({ state }) => state === "late"),
      false,
    );
  });

  it("steps from the selected row's place, if the filter hides it", () => {
    const { model, hear } = modelOf(1, 2);
    hear(row(3, { action: "read_events" }), row(4, { action: "read_events" }));
    model.select(2);
    model.setFilter("action:read_events");
    model.step(1);
    assert.equal(model.state.selected, 3);
  });

  it("shows only one widget, and then returns to the row among all", () => {
    const { model, hear } = modelOf(1, 2);
    hear(row(3, { conversation: 2 }));
    model.follow({ of: "widget", from: 2 });
    assert.deepEqual([...model.list.serials], [1, 2]);
    model.select(1);
    model.follow(undefined);
    assert.deepEqual([[...model.list.serials], model.state.selected], [[1, 2, 3], 2]);
  });

  it("switches the filter off, but keeps its text, to go to a hidden row", () => {
    const { model } = modelOf(1, 2);
    model.setFilter("is:error");
    model.goTo(2);
    assert.deepEqual(
      [model.state.filter, model.state.isFilterOn, model.state.selected, [...model.list.serials]],
      ["is:error", false, 2, [1, 2]],
    );
  });

  it("leaves the filter on to go to a visible row", () => {
    const { model } = modelOf(1, 2);
    model.setFilter("send_event");
    model.show("delays");
    model.goTo(2);
    assert.deepEqual([model.state.isFilterOn, model.state.view], [true, "messages"]);
  });

  it("mutes an action by its filter, and says how many rows that hides", () => {
    const { model } = modelOf(1, 2);
    model.mute("send_event");
    assert.deepEqual([model.state.filter, model.list.muted], ["-action:=send_event", 2]);
  });

  it("pauses the list, but not the log", () => {
    const { model, log, hear } = modelOf(1);
    model.pause();
    hear(row(2), row(3));
    assert.deepEqual([model.list.waiting, log.last, [...model.list.serials]], [2, 3, [1]]);
    model.goOn();
    assert.deepEqual([model.list.waiting, [...model.list.serials]], [0, [1, 2, 3]]);
  });

  it("records live messages while a file is open, and shows them afterwards", () => {
    const { model, hear } = modelOf(1);
    const other = fakeLog();
    other.put(row(1), row(2));
    model.showLog({ log: other, file: { name: "saved.ndjson", rows: 2, problems: [], more: 0 } });
    hear(row(2), row(3));
    assert.deepEqual([[...model.list.serials], model.log], [[1, 2], other]);
    model.showLog(undefined);
    assert.deepEqual([...model.list.serials], [1, 2, 3]);
  });

  it("remembers the layout and the last filters", () => {
    const { model, saved } = modelOf(1);
    model.remember({ listShare: 30 });
    model.setFilter("is:error");
    model.rememberFilter();
    assert.deepEqual([saved[0]?.listShare, saved[1]?.filters.recent], [30, ["is:error"]]);
  });

  it("says whether a copy was made", async () => {
    const { model, copied } = modelOf(1);
    await model.copy("value", ["inspectValueCopied"]);
    assert.deepEqual([copied, model.state.notice], [["value"], ["inspectValueCopied"]]);
    await model.copy("forbidden", ["inspectValueCopied"]);
    assert.deepEqual(model.state.notice, ["inspectCopyFailed"]);
  });
});
