import assert from "node:assert/strict";
import { withTerm } from "../../../../inspector/filter/edit.ts";
import { KEYS, QUALITIES } from "../../../../inspector/filter/query.ts";
import { type Row, TIMEOUT_MS } from "../../../../inspector/log/row.ts";
import { read } from "../../documents/documents.ts";
import { conversation, leg, row, verdict } from "./rows.ts";

const shows = (text: string, one: Row, now?: number) => verdict(text, one, now) === "shown";

describe("a filter's keys", () => {
  it("find a part of the action, or with = the whole action", () => {
    assert.ok(shows("action:send", row()));
    assert.ok(shows("action:=send_event", row()));
    assert.ok(!shows("action:=send", row()));
    assert.ok(!shows("action:m.room.message", row()), "which is elsewhere in the row");
  });

  it("find a widget by its id, its address and the number of its conversation", () => {
    for (const text of ["widget:call_", "widget:https://call.example", "widget:#3", "widget:=call_1"])
      assert.ok(shows(text, row()), text);
    for (const text of ["widget:#4", "widget:=call", "widget:client.example"])
      assert.ok(!shows(text, row()), text);
  });

  it("find types and rooms in requests and in lists of events", () => {
    const read = row(
      { reply: leg({ response: { events: [{ type: "m.call", room_id: "!a:x" }] } }) },
      {
        type: "m.other",
        room_ids: ["!b:x"],
      },
    );
    for (const text of ["type:m.call", "type:=m.other", "room:!a", "room:=!b:x"])
      assert.ok(shows(text, read), text);
    for (const text of ["type:=m", "room:m.call", "type:!a"]) assert.ok(!shows(text, read), text);
  });

  it("find ids of requests, delays and events, and a row by its number", () => {
    const sent = row({ serial: 12 }, { type: "m.call", parent_delay_id: "syd_a" });
    for (const text of ["id:r1", "id:syd_", "id:$e", "id:#12"]) assert.ok(shows(text, sent), text);
    for (const text of ["id:#1", "id:m.call"]) assert.ok(!shows(text, sent), text);
  });

  it("hide exactly the rows about one delay, in the form that its button writes", () => {
    const filter = withTerm("", { key: "id", not: true, exact: true, value: "syd_A" });
    const scheduled = row({ reply: leg({ response: { delay_id: "syd_A" } }) });
    const restarted = row({}, { delay_id: "syd_A", action: "restart" });
    for (const about of [scheduled, restarted]) assert.ok(!shows(filter, about));
    for (const other of [row(), row({}, { delay_id: "syd_AB" })]) assert.ok(shows(filter, other));
  });

  it("find text in payloads only", () => {
    assert.ok(shows("text:m.room.message", row()));
    assert.ok(!shows("text:call_1", row()));
    assert.ok(shows("text:/m\\.[a-z.]+/", row()));
  });

  it("distinguish who asks and who answered", () => {
    assert.ok(shows("dir:fromWidget by:host", row()));
    assert.ok(shows("dir:to by:widget", row({ api: "toWidget", by: "widget" })));
    for (const text of ["dir:toWidget", "by:postdate", "-dir:from"]) assert.ok(!shows(text, row()), text);
  });

  it("compare sizes in characters, thousands and millions", () => {
    const large = row({ request: { sent: { at: 1, size: 2_000 } } });
    for (const text of ["size:2k", "size:2000", "-size:1m"]) assert.ok(shows(text, large), text);
    assert.ok(!shows("size:2.1kb", large));
  });
});

describe("over:", () => {
  const waiting = row({ reply: undefined, state: "pending" });

  it("compares how long the reply took", () => {
    assert.ok(shows("over:19ms", row()));
    assert.ok(!shows("over:20", row()));
    assert.ok(!shows("over:1s", row(), 1e9), "however long ago that was");
  });

  it("compares how long the request has waited, while there is no reply", () => {
    assert.ok(shows("over:1s is:pending", waiting, 2_001));
    assert.ok(!shows("over:1s", waiting, 2_000));
  });

  it("matches nothing if no reply can be heard, or no request was heard", () => {
    assert.ok(!shows("over:1s", row({ reply: undefined, state: "unheard" }), 1e9));
    assert.ok(!shows("over:1s", row({ request: undefined }), 1e9));
  });
});

describe("is:", () => {
  const rows: [quality: string, row: Row][] = [
    ["error", row({ state: "error" })],
    ["error", row({ state: "late", reply: leg({}, 20_000, "no") })],
    ["pending", row({ state: "pending", reply: undefined })],
    ["pending", row({ state: "timed-out", reply: undefined })],
    ["slow", row({ reply: leg({}, 2_001) })],
    ["slow", row({ state: "timed-out", reply: undefined })],
    ["late", row({ state: "late", reply: leg({}, 1_001 + TIMEOUT_MS) })],
    ["duplicate", row({ duplicates: [leg({})] })],
    ["delayed", row({}, { type: "m.call", delay: 8_000 })],
    ["delayed", row({ action: "org.matrix.msc4157.update_delayed_event" })],
    ["changed", row({ reply: { sent: leg({}).sent, delivered: leg({ a: 1 }).sent } })],
    ["unheard", row({ state: "unheard", reply: undefined })],
  ];
  for (const [quality, one] of rows)
    it(`${quality} shows matching rows, and hides others`, () => {
      assert.ok(shows(`is:${quality}`, one));
      assert.ok(!shows(`-is:${quality}`, one));
      assert.ok(!shows(`is:${quality}`, row()));
    });

  it("unheard shows all rows of a conversation whose other side is not granted", () => {
    assert.equal(verdict("is:unheard", row(), 0, { ...conversation, unheard: "host" }), "shown");
  });
});

describe("a muted action", () => {
  it("is distinguished from rows that other terms hide", () => {
    assert.equal(verdict("-action:=send_event", row()), "muted");
    assert.equal(verdict("-action:=send_event is:error", row()), "hidden");
    assert.equal(verdict("-action:=other", row()), "shown");
    assert.equal(verdict("-action:=send_event or is:error", row()), "hidden");
  });
});

it("docs/inspector-filter.md names every key and every quality", () => {
  const text = read("docs/inspector-filter.md");
  const names = [...KEYS.map((key) => `\`${key}:\``), ...QUALITIES.map((quality) => `\`${quality}\``)];
  assert.deepEqual(
    names.filter((name) => !text.includes(name)),
    [],
  );
});
