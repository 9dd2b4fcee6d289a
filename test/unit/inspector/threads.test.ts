import assert from "node:assert/strict";
import { isAboutDelay, rowsOfThread, timesInThread } from "../../../inspector/threads.ts";
import { conversation, fakeLog, row, START, said } from "./fake-rows.ts";

const UPDATE = "org.matrix.msc4157.update_delayed_event";

function scene() {
  const log = fakeLog([conversation(1), conversation(2)]);
  const restart = (serial: number, delay_id: string) =>
    row(serial, {
      action: UPDATE,
      at: START + serial * 1_000,
      request: { sent: said(START, { action: UPDATE, data: { action: "restart", delay_id } }) },
    });
  log.put(row(1), restart(2, "one"), restart(3, "other"), row(4, { conversation: 2 }), restart(5, "one"));
  const shown = (of: "widget" | "delay", from: number) =>
    [1, 2, 3, 4, 5].filter((serial) => {
      const each = log.row(serial);
      return each && rowsOfThread({ of, from }, log)(each);
    });
  return { log, shown };
}

describe("a thread", () => {
  it("has the rows of one widget, or of one delay", () => {
    const { shown } = scene();
    assert.deepEqual(shown("widget", 2), [1, 2, 3, 5]);
    assert.deepEqual(shown("delay", 2), [2, 5]);
  });

  it("has all rows if there is none, or if its row was dropped", () => {
    const { log } = scene();
    assert.ok(rowsOfThread(undefined, log)(row(4, { conversation: 2 })));
    assert.ok(rowsOfThread({ of: "widget", from: 99 }, log)(row(4, { conversation: 2 })));
    assert.equal(timesInThread(undefined, log).size, 0);
  });

  it("tells the time between each row and the previous one", () => {
    const { log } = scene();
    assert.deepEqual(
      [...timesInThread({ of: "delay", from: 5 }, log)],
      [
        [2, 0],
        [5, 3_000],
      ],
    );
  });

  it("of a delay is offered only for rows about a delay", () => {
    const { log } = scene();
    const about = [1, 2, 4].map((serial) => isAboutDelay(log.row(serial) ?? row(1)));
    assert.deepEqual(about, [false, true, false]);
  });
});
