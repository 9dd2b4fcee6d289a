import assert from "node:assert/strict";
import { createTrafficLog } from "../../../../inspector/log/create-traffic-log.ts";
import { isChanged, latencyOf, type Row } from "../../../../inspector/log/row.ts";
import type { Captured } from "../../../../inspector/log/source.ts";
import { aHomeserverRequest, aWidget, HOST, payloadOf, rowsOf, WIDGET } from "../frames.ts";

function logOf(captured: Captured[], now?: number) {
  const log = createTrafficLog();
  log.take(captured);
  if (now !== undefined) log.tick(now);
  return { log, rows: rowsOf(log) };
}

const theRow = (captured: Captured[], now?: number): Row => {
  const { rows } = logOf(captured, now);
  assert.equal(rows.length, 1);
  return rows[0] ?? assert.fail();
};

describe("a row of the traffic log", () => {
  it("is a request of the widget and the host's reply, both unchanged", () => {
    const { widgetAsks, hostReplies } = aWidget();
    const row = theRow([
      widgetAsks(1000, "send_event", "a"),
      hostReplies(1006, "send_event", "a", { event_id: "$e" }),
    ]);
    assert.equal(row.state, "done");
    assert.equal(row.by, "host");
    assert.equal(latencyOf(row), 6);
    assert.equal(isChanged(row), false);
    assert.deepEqual([row.api, row.action, row.requestId, row.at], ["fromWidget", "send_event", "a", 1000]);
    assert.deepEqual(row.request?.sent?.payload, {
      api: "fromWidget",
      widgetId: "w",
      requestId: "a",
      action: "send_event",
      data: {},
    });
  });

  it("is a request of the host and the widget's reply", () => {
    const { hostAsks, widgetReplies, widgetAsks } = aWidget();
    const { rows } = logOf([
      widgetAsks(1, "x", "b"),
      hostAsks(10, "theme_change", "a"),
      widgetReplies(12, "theme_change", "a"),
    ]);
    const row = rows.find(({ api }) => api === "toWidget") ?? assert.fail();
    assert.deepEqual([row.by, row.state, latencyOf(row)], ["widget", "done", 2]);
  });

  it("is answered by Postdate if the host did not hear the request", () => {
    const { linked, widgetAsksInVain, postedToWidget, hostReplies, performed } = aWidget();
    const requests = [aHomeserverRequest()];
    const row = theRow([
      ...linked(1, "p"),
      widgetAsksInVain(10, "send_event", "a", { delay: 10_000 }),
      performed(39, "a", requests),
      postedToWidget("fromWidget", 40, "send_event", "a", { delay_id: "d" }, { delay: 10_000 }),
      hostReplies(41, "send_event", "a", { delay_id: "d" }, { delay: 10_000 }),
    ]);
    assert.equal(row.by, "postdate");
    assert.deepEqual(row.requests, requests);
    assert.deepEqual(Object.keys(row.request ?? {}), ["sent"]);
    assert.deepEqual(Object.keys(row.reply ?? {}), ["delivered"]);
    assert.equal(row.reply?.delivered?.at, 41);
    assert.equal(isChanged(row), true);
  });

  it("has both the widget's original and the version that the host heard", () => {
    const { linked, hostAsks, widgetRepliesInVain, postedToHost, widgetReplies } = aWidget();
    const row = theRow([
      ...linked(1, "p"),
      hostAsks(10, "capabilities", "c"),
      widgetRepliesInVain(12, "capabilities", "c", { capabilities: ["x", "y"] }),
      postedToHost("toWidget", 14, "capabilities", "c", { capabilities: ["x"] }),
      widgetReplies(15, "capabilities", "c", { capabilities: ["x"] }),
    ]);
    const said = [row.reply?.sent, row.reply?.delivered].map((each) => payloadOf(each).response);
    assert.deepEqual(said, [{ capabilities: ["x", "y"] }, { capabilities: ["x"] }]);
    assert.deepEqual([row.by, row.duplicates.length, row.state], ["widget", 0, "done"]);
  });

  it("does not count as changed if the same was posted again later", () => {
    const { linked, hostAsks, widgetRepliesInVain, postedToHost, widgetReplies } = aWidget();
    const row = theRow([
      ...linked(1, "p"),
      hostAsks(10, "capabilities", "c"),
      widgetRepliesInVain(12, "capabilities", "c", { capabilities: ["x"] }),
      postedToHost("toWidget", 400, "capabilities", "c", { capabilities: ["x"] }),
      widgetReplies(401, "capabilities", "c", { capabilities: ["x"] }),
    ]);
    assert.equal(isChanged(row), false);
    assert.equal(latencyOf(row), 391, "the host has waited for it");
  });

  it("is one row for the host's approval, even if Postdate answered the host before the widget did", () => {
    const {
      linked,
      hostAsksInVain,
      hostAsks,
      postedToHost,
      postedToWidget,
      widgetReplies,
      widgetRepliesInVain,
    } = aWidget();
    const row = theRow([
      ...linked(1, "p"),
      hostAsksInVain(10, "notify_capabilities", "n", { approved: [] }),
      postedToHost("toWidget", 11, "notify_capabilities", "n", {}, { approved: [] }),
      widgetReplies(12, "notify_capabilities", "n", {}, { approved: [] }),
      postedToWidget("toWidget", 20, "notify_capabilities", "n", undefined, { approved: ["d"] }),
      hostAsks(21, "notify_capabilities", "n", { approved: ["d"] }),
      widgetRepliesInVain(25, "notify_capabilities", "n", {}, { approved: ["d"] }),
    ]);
    const said = [row.request?.sent, row.request?.delivered].map((each) => payloadOf(each).data);
    assert.deepEqual(said, [{ approved: [] }, { approved: ["d"] }]);
    assert.deepEqual([row.by, row.duplicates.length, row.state], ["widget", 0, "done"]);
  });

  it("shows a probe as asked by Postdate and answered by the host, unheard by the widget", () => {
    const { linked, postedToHost, widgetAsks, hostRepliesInVain } = aWidget();
    const answer = { error: { message: "Unknown or unsupported action: u" } };
    const row = theRow([
      ...linked(1, "p"),
      postedToHost("fromWidget", 10, "u", "postdate-probe-1"),
      widgetAsks(11, "u", "postdate-probe-1"),
      hostRepliesInVain(14, "u", "postdate-probe-1", answer),
    ]);
    assert.deepEqual(Object.keys(row.request ?? {}), ["delivered"]);
    assert.deepEqual(Object.keys(row.reply ?? {}), ["sent"]);
    assert.deepEqual([row.by, row.state, row.reply?.sent?.error], ["host", "error", answer.error.message]);
  });

  it("is one row for each action of several probes with the same id", () => {
    const { linked, postedToHost, widgetAsks, hostRepliesInVain } = aWidget();
    const { rows } = logOf([
      ...linked(1, "p"),
      ...["u", "v"].map((action) => postedToHost("fromWidget", 10, action, "p1")),
      ...["u", "v"].map((action) => widgetAsks(11, action, "p1")),
      ...["v", "u"].map((action, index) => hostRepliesInVain(14 + index, action, "p1", { by: action })),
    ]);
    const pairs = rows.map(({ action, reply }) => [action, payloadOf(reply?.sent).response?.by]);
    assert.deepEqual(pairs, [
      ["u", "u"],
      ["v", "v"],
    ]);
  });

  it("waits for Postdate's answer if the host's own was kept from the widget", () => {
    const { linked, widgetAsks, hostRepliesInVain, postedToWidget, hostReplies, performed } = aWidget();
    const told = [
      ...linked(1, "p"),
      widgetAsks(10, "u", "a"),
      hostRepliesInVain(20, "u", "a", { error: { message: "Error updating delayed event" } }),
    ];
    assert.equal(theRow(told).state, "pending");
    const row = theRow([
      ...told,
      performed(30, "a", [aHomeserverRequest()]),
      postedToWidget("fromWidget", 31, "u", "a", {}),
      hostReplies(32, "u", "a", {}),
    ]);
    assert.deepEqual([row.by, row.state, row.duplicates.length], ["postdate", "done", 0]);
    assert.equal(row.reply?.sent?.error, "Error updating delayed event");
  });

  it("has the background's action for the latest request with this id", () => {
    const { linked, widgetAsksInVain, postedToWidget, performed } = aWidget();
    const { rows } = logOf([
      ...linked(1, "p"),
      widgetAsksInVain(10, "u", "1"),
      performed(12, "1", [aHomeserverRequest({ status: 404 })]),
      postedToWidget("fromWidget", 13, "u", "1", {}),
      widgetAsksInVain(50, "u", "1"),
      performed(52, "1", [aHomeserverRequest({ status: 200 })]),
      postedToWidget("fromWidget", 53, "u", "1", {}),
    ]);
    assert.deepEqual(
      rows.map(({ requests }) => requests.map(({ status }) => status)),
      [[404], [200]],
    );
  });

  it("is marked as the user's own by its id", () => {
    const { widgetAsks } = aWidget();
    assert.equal(theRow([widgetAsks(1, "x", "postdate-sent-1")]).isYours, true);
    assert.equal(theRow([widgetAsks(1, "x", "sent-1")]).isYours, undefined);
  });

  it("has no payload if only the head of a message was kept", () => {
    const { atHost } = aWidget();
    const head = { api: "fromWidget", action: "x", requestId: "1", widgetId: "w", answered: false } as const;
    const row = theRow([atHost({ is: "heard", at: 5, partner: 1, origin: WIDGET, kept: false, head })]);
    assert.deepEqual(row.request?.sent, { at: 5, size: 0 });
    assert.equal(isChanged(row), false);
  });

  it("does not exist for a message outside the widget API", () => {
    const { atHost } = aWidget();
    for (const message of [{}, { api: "fromWidget" }, { api: "other", action: "x" }, []])
      assert.deepEqual(
        logOf([atHost({ is: "heard", at: 5, partner: 1, origin: HOST, kept: false, message })]).rows,
        [],
      );
  });

  it("can be found by an id that is a number", () => {
    const { atHost, atWidget, linked } = aWidget();
    const message = { api: "fromWidget", action: "x", requestId: 4 };
    const heard = { is: "heard", kept: false } as const;
    const row = theRow([
      ...linked(1, "p"),
      atHost({ ...heard, at: 5, partner: 1, origin: WIDGET, message }),
      atWidget({ ...heard, at: 6, partner: 0, origin: HOST, message: { ...message, response: {} } }),
    ]);
    assert.deepEqual([row.requestId, row.state], ["4", "done"]);
  });

  it("has the length of its messages", () => {
    const { widgetAsks } = aWidget();
    const row = theRow([widgetAsks(1, "x", "1", { a: "é" })]);
    assert.equal(row.request?.sent?.size, JSON.stringify(row.request?.sent?.payload).length);
  });
});
