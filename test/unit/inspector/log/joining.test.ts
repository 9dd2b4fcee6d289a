import assert from "node:assert/strict";
import { createTrafficLog } from "../../../../inspector/log/create-traffic-log.ts";
import { aWidget, HOST, rowsOf, WIDGET } from "../frames.ts";

describe("a conversation", () => {
  it("joins two documents that report the same probe", () => {
    const { linked, hostAsks, widgetReplies } = aWidget();
    const log = createTrafficLog();
    log.take([hostAsks(2, "capabilities", "1"), widgetReplies(3, "visibility", "0")]);
    assert.equal(rowsOf(log).length, 1, "the widget's frame's report waits");
    for (const each of linked(4, "p")) log.take([each]);
    assert.deepEqual(
      rowsOf(log).map(({ action, conversation }) => [action, conversation]),
      [
        ["visibility", 1],
        ["capabilities", 1],
      ],
    );
    assert.deepEqual(log.conversation(1), {
      id: 1,
      tabId: 7,
      widgetId: "w",
      since: 2,
      unheard: "none",
      fellOut: 0,
      host: { origin: HOST, documentId: "host-document" },
      widget: { origin: WIDGET, documentId: "widget-document" },
    });
  });

  it("joins two documents that have heard the same id, whichever reports it first", () => {
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const { widgetAsks, hostReplies } = aWidget();
      const told = [widgetAsks(1, "x", "unique"), hostReplies(2, "x", "unique")];
      const log = createTrafficLog();
      for (const place of order) log.take([told[place] ?? assert.fail()]);
      assert.deepEqual(
        rowsOf(log).map(({ state }) => state),
        ["done"],
      );
      assert.equal(log.conversations().length, 1);
    }
  });

  const others = {
    "another tab": () => {
      const { hostReplies } = aWidget();
      const told = hostReplies(2, "x", "1");
      return { ...told, source: { ...told.source, tabId: 8 } };
    },
    "another site": () => aWidget({ widgetOrigin: "https://other.example" }).hostReplies(2, "x", "1"),
    "another widget": () => aWidget({ widgetId: "other" }).hostReplies(2, "x", "1"),
    "another request": () => aWidget().hostReplies(2, "y", "1"),
  };
  for (const [name, of] of Object.entries(others))
    it(`is not joined by the same id of ${name}`, () => {
      const log = createTrafficLog();
      log.take([aWidget().widgetAsks(1, "x", "1")]);
      log.take([of()]);
      assert.deepEqual(
        rowsOf(log).map(({ state }) => state),
        ["unheard"],
      );
    });

  it("is not guessed if two windows have heard the same id", () => {
    const numbers = new Map<string, number>();
    const one = aWidget({ numbers });
    const other = aWidget({ numbers, partner: 2, frameId: 4, widgetDocument: "other" });
    const log = createTrafficLog();
    log.take([one.widgetAsks(1, "x", "1"), other.widgetAsks(1, "x", "1")]);
    log.take([one.hostReplies(2, "x", "1")]);
    assert.deepEqual(
      rowsOf(log).map(({ state }) => state),
      ["unheard", "unheard"],
    );
    log.take([other.widgetAsks(3, "x", "7"), one.widgetAsks(3, "x", "8"), one.hostReplies(4, "x", "8")]);
    assert.deepEqual(
      rowsOf(log).map(({ state, conversation }) => [state, conversation]),
      [
        ...[
          ["done", 1],
          ["unheard", 2],
        ],
        ...[
          ["unheard", 2],
          ["done", 1],
        ],
      ],
    );
  });

  it("is separated by probes for sandboxed widgets, which all have the origin null", () => {
    const numbers = new Map<string, number>();
    const options = { numbers, widgetOrigin: "null" };
    const one = aWidget(options);
    const other = aWidget({ ...options, partner: 2, frameId: 4, widgetDocument: "other" });
    const log = createTrafficLog();
    log.take([one.widgetAsks(1, "x", "1"), other.widgetAsks(1, "x", "1")]);
    log.take([other.hostReplies(2, "x", "1"), one.hostReplies(3, "x", "1")]);
    log.take([...one.linked(5, "p1"), ...other.linked(5, "p2")]);
    assert.deepEqual(
      rowsOf(log).map(({ reply, conversation }) => [reply?.sent?.at, conversation]),
      [
        [3, 1],
        [2, 2],
      ],
    );
  });

  it("starts over when another document is loaded in the window, and its ids count from the start", () => {
    const numbers = new Map<string, number>();
    const before = aWidget({ numbers });
    const after = aWidget({ numbers, widgetDocument: "after" });
    const log = createTrafficLog();
    log.take([...before.linked(1, "p"), before.widgetAsks(2, "x", "1"), before.hostReplies(3, "x", "1")]);
    log.take([before.widgetGone(10)]);
    log.take([after.widgetAsks(20, "x", "1"), after.hostReplies(21, "x", "1")]);
    assert.deepEqual(
      rowsOf(log).map(({ conversation, state }) => [conversation, state]),
      [
        [1, "done"],
        [2, "done"],
      ],
    );
    assert.deepEqual(
      log.conversations().map(({ ended, widget }) => [ended, widget.documentId]),
      [
        [10, "widget-document"],
        [undefined, "after"],
      ],
    );
  });

  it("moves the new document's requests if the end of the old one is reported later", () => {
    const numbers = new Map<string, number>();
    const before = aWidget({ numbers });
    const after = aWidget({ numbers, widgetDocument: "after" });
    const log = createTrafficLog();
    log.take([...before.linked(1, "p"), before.widgetAsks(2, "x", "1"), before.hostReplies(3, "x", "1")]);
    log.take([before.widgetAsks(4, "last", "2"), after.widgetAsks(20, "x", "3")]);
    log.take([before.widgetGone(10)]);
    log.take([after.hostReplies(21, "x", "3")]);
    assert.deepEqual(
      rowsOf(log).map(({ action, conversation, state }) => [action, conversation, state]),
      [
        ...[
          ["x", 1, "done"],
          ["last", 1, "pending"],
        ],
        ["x", 2, "done"],
      ],
    );
  });

  it("includes messages from before its end that are reported only afterwards", () => {
    const { linked, widgetAsks, widgetGone } = aWidget();
    const log = createTrafficLog();
    log.take(linked(1, "p"));
    log.take([widgetGone(10)]);
    log.take([widgetAsks(9, "last", "1"), widgetAsks(11, "next", "2")]);
    assert.deepEqual(
      rowsOf(log).map(({ action, conversation }) => [action, conversation]),
      [
        ["last", 1],
        ["next", 2],
      ],
    );
  });

  it("ends with the host's document", () => {
    const { linked, hostGone, widgetAsks } = aWidget();
    const log = createTrafficLog();
    log.take([...linked(1, "p"), widgetAsks(2, "x", "1"), hostGone(9)]);
    assert.deepEqual(
      log.conversations().map(({ ended }) => ended),
      [9],
    );
  });

  it("lacks the widget's messages if the host's site is off", () => {
    const { hostAsks, hostReplies } = aWidget();
    const log = createTrafficLog();
    log.take([hostAsks(5, "capabilities", "1"), hostReplies(6, "x", "2")]);
    assert.equal(rowsOf(log).length, 0);
    log.tick(100);
    log.tick(1_100);
    assert.deepEqual(
      log.conversations().map(({ unheard, host }) => [unheard, host]),
      [["widget", { origin: HOST }]],
    );
    assert.deepEqual(
      rowsOf(log).map(({ action, state }) => [action, state]),
      [
        ...[
          ["capabilities", "unheard"],
          ["x", "done"],
        ],
      ],
    );
  });

  for (const [name, join] of Object.entries({
    "by a probe": ({ linked }: ReturnType<typeof aWidget>) => linked(2_000, "p"),
    "by an id that both have heard": () => [],
  }))
    it(`becomes part of another if that turns out later, ${name}, because the widget was slow to answer`, () => {
      const widget = aWidget();
      const log = createTrafficLog();
      log.take([widget.hostAsks(5, "capabilities", "1")]);
      log.tick(100);
      assert.deepEqual(log.tick(1_100), [1]);
      assert.equal(log.row(1)?.state, "unheard");
      assert.equal(log.conversations().length, 1);
      log.take([widget.widgetReplies(2_000, "capabilities", "1", { capabilities: [] })]);
      log.take([...join(widget), widget.hostAsks(2_001, "y", "2"), widget.widgetReplies(2_002, "y", "2")]);
      assert.deepEqual(
        rowsOf(log).map(({ action, state }) => [action, state]),
        [
          ["capabilities", "done"],
          ["y", "done"],
        ],
      );
      const [conversation, ...others] = log.conversations();
      assert.deepEqual(others, []);
      assert.deepEqual([conversation?.unheard, conversation?.since], ["none", 5]);
      for (const row of rowsOf(log)) assert.equal(log.conversation(row.conversation), conversation);
    });

  it("says how many messages its frames have dropped", () => {
    const { linked, widgetAsks, hostAsks } = aWidget();
    const shifted = (each: ReturnType<typeof widgetAsks>, by: number) =>
      each.is === "entry" ? { ...each, number: each.number + by } : each;
    const log = createTrafficLog();
    log.take(linked(1, "p").map((each) => shifted(each, 40)));
    log.take([shifted(widgetAsks(2, "x", "1"), 40), shifted(hostAsks(3, "y", "2"), 45)]);
    assert.equal(log.conversation(1)?.fellOut, 85);
  });

  it("has its host's missing features", () => {
    const { linked, probed, widgetAsks } = aWidget();
    const log = createTrafficLog();
    log.take([...linked(1, "p"), widgetAsks(2, "x", "1"), probed(3, ["delayed-events"])]);
    assert.deepEqual(log.conversation(1)?.lacks, ["delayed-events"]);
  });
});
