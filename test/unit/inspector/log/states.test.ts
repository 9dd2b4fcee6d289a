import assert from "node:assert/strict";
import { createTrafficLog } from "../../../../inspector/log/create-traffic-log.ts";
import { aWidget, rowsOf } from "../frames.ts";

describe("the state of a row", () => {
  it("is pending until the reply comes, and that is a change", () => {
    const { linked, widgetAsks, hostReplies } = aWidget();
    const log = createTrafficLog();
    assert.deepEqual(log.take([...linked(1, "p"), widgetAsks(10, "x", "1")]), { added: [1], changed: [] });
    assert.equal(log.row(1)?.state, "pending");
    assert.deepEqual(log.take([hostReplies(12, "x", "1")]), { added: [], changed: [1] });
    assert.equal(log.row(1)?.state, "done");
  });

  it("is timed out after ten seconds, and not before", () => {
    const { linked, widgetAsks } = aWidget();
    const log = createTrafficLog();
    log.take([...linked(1, "p"), widgetAsks(10, "x", "1")]);
    assert.deepEqual(log.tick(10_010), []);
    assert.deepEqual(log.tick(10_011), [1]);
    assert.equal(log.row(1)?.state, "timed-out");
    assert.deepEqual(log.tick(99_999), []);
  });

  it("is late if the reply came after that, whether or not the state was read meanwhile", () => {
    for (const ticks of [[], [12_000]]) {
      const { linked, widgetAsks, hostReplies } = aWidget();
      const log = createTrafficLog();
      log.take([...linked(1, "p"), widgetAsks(10, "x", "1")]);
      ticks.forEach(log.tick);
      log.take([hostReplies(11_010, "x", "1")]);
      assert.equal(log.row(1)?.state, "late");
    }
  });

  it("is an error if the reply is one", () => {
    const { linked, widgetAsks, hostReplies } = aWidget();
    const log = createTrafficLog();
    log.take([
      ...linked(1, "p"),
      widgetAsks(10, "x", "1"),
      hostReplies(11, "x", "1", { error: { message: "No" } }),
    ]);
    assert.equal(log.row(1)?.state, "error");
    assert.equal(log.row(1)?.reply?.sent?.error, "No");
  });

  it("stays that of the first reply; a second is a duplicate", () => {
    const { linked, widgetAsks, hostReplies } = aWidget();
    const log = createTrafficLog();
    log.take([...linked(1, "p"), widgetAsks(10, "x", "1"), hostReplies(11, "x", "1")]);
    log.take([hostReplies(12, "x", "1", { error: { message: "No" } })]);
    assert.deepEqual(
      rowsOf(log).map(({ state, duplicates }) => [state, duplicates.length]),
      [["done", 1]],
    );
  });

  it("is unheard if there is no script in the widget's frame", () => {
    const { widgetAsks, widgetReplies } = aWidget();
    const log = createTrafficLog();
    log.take([widgetAsks(10, "x", "1"), widgetReplies(12, "theme_change", "2")]);
    log.tick(99_999);
    assert.deepEqual(
      rowsOf(log).map(({ state }) => state),
      ["unheard", "done"],
    );
    assert.equal(log.conversation(1)?.unheard, "host");
  });

  it("is no longer unheard once that frame is heard", () => {
    const { widgetAsks, linked } = aWidget();
    const log = createTrafficLog();
    log.take([widgetAsks(10, "x", "1")]);
    assert.deepEqual(log.take(linked(20, "p")), { added: [], changed: [1] });
    assert.equal(log.row(1)?.state, "pending");
    assert.equal(log.conversation(1)?.unheard, "none");
  });

  it("is known if Postdate answered a widget whose frame is not heard", () => {
    const { widgetAsksInVain, postedToWidget } = aWidget();
    const log = createTrafficLog();
    log.take([widgetAsksInVain(10, "u", "1"), postedToWidget("fromWidget", 15, "u", "1", {})]);
    assert.deepEqual(
      rowsOf(log).map(({ state, by }) => [state, by]),
      [["done", "postdate"]],
    );
  });
});

describe("a requestId that is used again", () => {
  const { linked, widgetAsks, hostReplies } = aWidget();
  const link = linked(1, "p");
  const asks = [10, 20].map((at) => widgetAsks(at, "x", "1"));
  const replies = [15, 25].map((at) => hostReplies(at, "x", "1"));
  const pairs = [
    [10, 15],
    [20, 25],
  ];

  for (const [name, told] of Object.entries({
    "one by one": [asks[0], replies[0], asks[1], replies[1]],
    "the host's frame first": [...asks, ...replies],
    "the widget's frame first": [...replies, ...asks],
  }))
    it(`is another row if it was answered, in whatever order that is reported: ${name}`, () => {
      const log = createTrafficLog();
      for (const each of [...link, ...told]) if (each) log.take([each]);
      const times = rowsOf(log).map(({ request, reply }) => [request?.sent?.at, reply?.sent?.at]);
      assert.deepEqual(times.toSorted(), pairs);
    });

  it("is noted in the same row if it was not answered yet", () => {
    const widget = aWidget();
    const log = createTrafficLog();
    log.take([...widget.linked(1, "p"), ...[10, 20].map((at) => widget.widgetAsks(at, "x", "1"))]);
    log.take([widget.hostReplies(30, "x", "1")]);
    assert.deepEqual(
      rowsOf(log).map(({ duplicates, at }) => [at, duplicates.map(({ sent }) => sent?.at)]),
      [[10, [20]]],
    );
  });

  it("is another row if the first request must have timed out", () => {
    const widget = aWidget();
    const log = createTrafficLog();
    log.take([...widget.linked(1, "p"), ...[10, 10_020].map((at) => widget.widgetAsks(at, "x", "1"))]);
    assert.equal(rowsOf(log).length, 2);
  });

  it("is another row in another conversation", () => {
    const numbers = new Map<string, number>();
    const [one, other] = [
      aWidget({ numbers }),
      aWidget({ partner: 2, frameId: 4, widgetDocument: "other", numbers }),
    ];
    const log = createTrafficLog();
    log.take([one, other].flatMap(({ widgetAsks }) => widgetAsks(5, "x", "1")));
    assert.deepEqual(
      rowsOf(log).map(({ conversation }) => conversation),
      [1, 2],
    );
  });

  it("is not reused if it is missing: each such message is a row", () => {
    const { atHost } = aWidget();
    const message = { api: "fromWidget", action: "x" };
    const log = createTrafficLog();
    const told = { is: "heard", partner: 1, origin: "https://call.example", kept: false, message } as const;
    log.take([atHost({ ...told, at: 1 }), atHost({ ...told, at: 2 })]);
    assert.deepEqual(
      rowsOf(log).map(({ requestId }) => requestId),
      ["", ""],
    );
  });
});

describe("a reply that is heard before its request", () => {
  it("waits for the request, and is no row of its own", () => {
    const { linked, widgetAsks, hostReplies } = aWidget();
    const log = createTrafficLog();
    assert.deepEqual(log.take([...linked(1, "p"), hostReplies(12, "x", "1")]).added, []);
    log.tick(20);
    assert.deepEqual(log.take([widgetAsks(10, "x", "1")]).added, [1]);
    assert.deepEqual(
      rowsOf(log).map(({ at, state }) => [at, state]),
      [[10, "done"]],
    );
  });

  it("is a row without a request if that never comes, and still accepts a very late one", () => {
    const { linked, widgetAsks, hostReplies } = aWidget();
    const log = createTrafficLog();
    log.take([...linked(1, "p"), hostReplies(12, "x", "1")]);
    assert.deepEqual(log.tick(100), []);
    assert.deepEqual(log.tick(1_100), [1]);
    assert.equal(log.row(1)?.request, undefined);
    assert.deepEqual(log.take([widgetAsks(10, "x", "1")]), { added: [], changed: [1] });
  });
});
