import assert from "node:assert/strict";
import { createTrafficLog } from "../../../../inspector/log/create-traffic-log.ts";
import { aWidget, rowsOf } from "../frames.ts";

const LARGE = { rows: 1_000, payloads: 1_000_000 };

describe("the traffic log's budget", () => {
  it("drops the oldest rows, and counts them", () => {
    const { linked, widgetAsks } = aWidget();
    const log = createTrafficLog({ ...LARGE, rows: 10 });
    log.take(linked(1, "p"));
    log.take(Array.from({ length: 25 }, (_, index) => widgetAsks(index, "x", `${index}`)));
    assert.deepEqual([log.first, log.last, log.fellOut.rows], [16, 25, 15]);
    assert.equal(log.row(15), undefined);
    assert.deepEqual(
      rowsOf(log).map(({ requestId }) => Number(requestId)),
      Array.from({ length: 10 }, (_, index) => 15 + index),
    );
  });

  it("drops nothing while there is space", () => {
    const { linked, widgetAsks } = aWidget();
    const log = createTrafficLog(LARGE);
    log.take([
      ...linked(1, "p"),
      ...Array.from({ length: 1_000 }, (_, index) => widgetAsks(index, "x", `${index}`)),
    ]);
    assert.deepEqual([log.first, log.last, log.fellOut], [1, 1_000, { rows: 0, payloads: 0 }]);
  });

  it("is empty at first", () => {
    const log = createTrafficLog();
    assert.deepEqual(
      [log.first, log.last, log.row(0), log.row(1), log.conversations()],
      [0, 0, undefined, undefined, []],
    );
  });

  it("drops the oldest payloads before any row, and counts their length", () => {
    const { linked, widgetAsks, hostReplies } = aWidget();
    const log = createTrafficLog({ ...LARGE, payloads: 5_000 });
    log.take(linked(1, "p"));
    const text = "x".repeat(900);
    for (let index = 0; index < 10; index += 1)
      log.take([widgetAsks(index, "x", `${index}`, { text }), hostReplies(index, "x", `${index}`)]);
    const sizes = rowsOf(log).map(({ request }) => request?.sent?.size ?? 0);
    const kept = rowsOf(log).filter(({ request }) => request?.sent?.payload);
    assert.deepEqual(
      kept.map(({ serial }) => serial),
      [7, 8, 9, 10],
    );
    assert.ok(
      sizes.every((size) => size > 900),
      "how large they were is still known",
    );
    assert.equal(log.fellOut.rows, 0);
    const replies = rowsOf(log)
      .slice(0, 6)
      .reduce((sum, { reply }) => sum + (reply?.sent?.size ?? 0), 0);
    assert.equal(log.fellOut.payloads, sizes.slice(0, 6).reduce((sum, size) => sum + size) + replies);
  });

  it("adds a reply and its state to a row whose payload was dropped", () => {
    const { linked, widgetAsks, hostReplies } = aWidget();
    const log = createTrafficLog({ ...LARGE, payloads: 1_000 });
    log.take([
      ...linked(1, "p"),
      widgetAsks(1, "x", "1", { text: "x".repeat(2_000) }),
      hostReplies(3, "x", "1"),
    ]);
    assert.equal(log.row(1)?.request?.sent?.payload, undefined);
    assert.equal(log.row(1)?.state, "done");
    assert.ok(log.row(1)?.reply?.sent?.payload);
  });

  it("forgets the request of a dropped row, and a later reply is a row of its own", () => {
    const { linked, widgetAsks, hostReplies } = aWidget();
    const log = createTrafficLog({ ...LARGE, rows: 2 });
    log.take([...linked(1, "p"), ...["1", "2", "3"].map((id) => widgetAsks(1, "x", id))]);
    log.take([hostReplies(2, "x", "1"), hostReplies(2, "x", "3")]);
    log.tick(100);
    log.tick(1_200);
    assert.deepEqual(
      rowsOf(log).map(({ requestId, request }) => [requestId, !!request]),
      [
        ["3", true],
        ["1", false],
      ],
    );
    assert.deepEqual(log.tick(20_000), [], "dropped rows are not reported");
  });
});

describe("the traffic log's cost", () => {
  it("is far below 1 ms for 16 messages, even if a full log drops rows and payloads", () => {
    const { linked, widgetAsks, hostReplies } = aWidget();
    const log = createTrafficLog({ rows: 20_000, payloads: 8_000_000 });
    log.take(linked(1, "p"));
    const content = { text: "x".repeat(300) };
    const batchOf = (batch: number) =>
      Array.from({ length: 8 }, (_, index) => `${batch}-${index}`).flatMap((id) => [
        widgetAsks(batch, "send_event", id, { type: "t", content }),
        hostReplies(batch + 3, "send_event", id, { event_id: id }),
      ]);
    for (let batch = 0; batch < 2_500; batch += 1) log.take(batchOf(batch));
    assert.equal(log.last, 20_000);
    const batches = Array.from({ length: 500 }, (_, index) => batchOf(2_500 + index));
    // The machine's own time: others may be at work on it.
    const begun = process.cpuUsage();
    for (const batch of batches) log.take(batch);
    const { user, system } = process.cpuUsage(begun);
    const each = (user + system) / 1_000 / batches.length;
    assert.equal(log.fellOut.rows, 4_000);
    assert.ok(log.fellOut.payloads > 0);
    assert.ok(each < 1, `${each.toFixed(3)} ms`);
    if (process.env.POSTDATE_FIGURES) console.log(`      16 messages: ${each.toFixed(3)} ms`);
  });

  it("does not grow for a page that always uses the same id", () => {
    const { linked, widgetAsks, hostReplies } = aWidget();
    const log = createTrafficLog();
    log.take(linked(1, "p"));
    const costOf = (from: number) => {
      const batch = Array.from({ length: 500 }, (_, index) => [
        widgetAsks(from + index * 2, "x", "1"),
        hostReplies(from + index * 2 + 1, "x", "1"),
      ]).flat();
      const begun = process.cpuUsage();
      log.take(batch);
      return process.cpuUsage(begun).user / 1_000;
    };
    const costs = [10, 2_000, 4_000, 6_000].map(costOf);
    assert.equal(log.last, 2_000);
    assert.ok(
      rowsOf(log).every(({ state }) => state === "done"),
      "all are paired",
    );
    assert.ok(Math.max(...costs) < 1_000, `${costs} ms for 1,000 messages`);
    if (process.env.POSTDATE_FIGURES) console.log(`      ${costs.map(Math.round)} ms`);
  });
});
