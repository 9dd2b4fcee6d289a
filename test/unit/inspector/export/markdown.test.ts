import assert from "node:assert/strict";
import {
  conformanceAsMarkdown,
  type MarkdownWords,
  rowsAsMarkdown,
} from "../../../../inspector/export/markdown.ts";
import { conversation, leg, row } from "../filter/rows.ts";

const words: MarkdownWords = {
  columns: { feature: "Feature", action: "Action", verdict: "Verdict", row: "Row", words: "Seen" },
  request: "Request",
  reply: "Reply",
  delivered: "as it arrived",
  masked: (counts) => `Masked: ${JSON.stringify(counts)}`,
};
const written = (...rows: Parameters<typeof rowsAsMarkdown>[0][number][]) =>
  rowsAsMarkdown(rows, () => conversation, 0, words);

describe("rows in an issue", () => {
  it("are folded, each with its number, time, state and payloads", () => {
    const markdown = written(row({ serial: 12 }));
    assert.match(
      markdown,
      /^<details><summary>12 · \+1\.000 s · fromWidget · <code>send&#95;event<\/code> · done · host · 20 ms/,
    );
    assert.match(markdown, /Request:\n\n```json\n{\n {2}"api": "fromWidget"/);
    assert.ok(!markdown.includes("as it arrived"));
  });

  it("show the delivered message if it differs from the sent one, and the requests to the homeserver", () => {
    const changed = { sent: leg({ a: 1 }).sent, delivered: leg({ a: 2 }).sent };
    const requests = [{ method: "PUT", path: "/x", status: 429, errcode: "M_LIMIT", took: 7 }];
    const markdown = written(row({ reply: changed, requests }));
    assert.match(markdown, /Reply, as it arrived:/);
    assert.match(markdown, /PUT \/x → 429 M_LIMIT \(7 ms\)/);
  });

  it("have no secret, not even in a row before the one that reveals it, and say so", () => {
    const markdown = written(
      row({ request: leg({ body: "secret-A1" }) }),
      row({ reply: leg({ response: { delay_id: "secret-A1" } }) }),
    );
    assert.ok(!markdown.includes("secret-A1"));
    assert.match(markdown, /Masked: {"delay_id":2}/);
  });

  it("keep payloads in their blocks, without a page's markup, mentions or links", () => {
    const markdown = written(
      row({ action: "</summary>|@alice", request: leg({ body: "````\n</details>" }) }),
    );
    assert.match(markdown, /`````json/);
    assert.ok(!markdown.includes("</summary>|"));
    assert.equal(markdown.match(/<\/summary>/g)?.length, 1);
  });

  it("are written however many backticks a request has", () => {
    const request = { method: "PUT", path: "` ".repeat(300_000), status: 200, took: 7 };
    assert.match(written(row({ requests: [request] })), /\n```\nPUT/);
  });

  it("are cut if a payload would fill the issue", () => {
    assert.ok(written(row({ request: leg({ body: "x".repeat(100_000) }) })).length < 20_000);
  });
});

describe("a client's conformance", () => {
  it("is a table, with the proving row in each line, if there is one", () => {
    const lines = [
      {
        feature: "Delayed events",
        action: "send_event",
        verdict: "works",
        serial: 12,
        words: "Answered | in 20 ms",
      },
      { feature: "Delayed events", action: "update", verdict: "not seen", words: "" },
    ];
    assert.equal(
      conformanceAsMarkdown(lines, [], words),
      [
        "| Feature | Action | Verdict | Row | Seen |",
        "| --- | --- | --- | --- | --- |",
        "| Delayed events | <code>send&#95;event</code> | works | 12 | Answered &#124; in 20 ms |",
        "| Delayed events | <code>update</code> | not seen |  |  |",
        "",
      ].join("\n"),
    );
  });

  it("has no secret, and mentions nobody", () => {
    const line = { feature: "f", action: "a", verdict: "v", words: "to @alice: Bearer abcdef, #3" };
    const table = conformanceAsMarkdown([line], [], words);
    assert.ok(!table.includes("abcdef"));
    assert.ok(!/@alice|#3/.test(table));
  });

  it("has no secret that only the row behind an error shows to be one", () => {
    const request = leg({ api: "fromWidget", action: "update", data: { delay_id: "Xq8-veryOwnId" } });
    const line = { feature: "f", action: "update", verdict: "fails", words: "No event Xq8-veryOwnId" };
    const table = (...rows: Parameters<typeof written>) => conformanceAsMarkdown([line], rows, words);
    assert.ok(!table(row({ action: "update", request })).includes("veryOwnId"));
    assert.ok(table(row()).includes("veryOwnId"));
  });
});
