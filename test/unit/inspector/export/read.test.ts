import assert from "node:assert/strict";
import fc from "fast-check";
import { createImportedLog } from "../../../../inspector/export/imported-log.ts";
import { numberedLines } from "../../../../inspector/export/lines.ts";
import { createSearchIndex } from "../../../../inspector/filter/search-index.ts";
import { isChanged, type Row } from "../../../../inspector/log/row.ts";
import { row } from "../filter/rows.ts";
import { anyRow, conversationOf, sourceOf } from "./arbitraries.ts";
import { fileOf, readFile } from "./files.ts";

const one = (change: Partial<Row> = {}) => row({ conversation: 1, ...change });

describe("a file that is read back", () => {
  it("has the rows and conversations that were written", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { maxLength: 6 }), async (rows) => {
        const { rows: written } = sourceOf(rows);
        const read = await readFile((await fileOf(rows, { unmasked: true })).join(""));
        assert.deepEqual(read.faults, []);
        assert.ok(read.isComplete);
        assert.deepEqual(read.rows, written);
        assert.deepEqual(
          read.rows.map(isChanged),
          written.map(isChanged),
          "what arrived as sent still is one object",
        );
        assert.deepEqual(
          read.conversations,
          [...new Set(written.map((each) => each.conversation))].sort().map(conversationOf),
        );
      }),
    );
  });

  it("has as many rows if it was masked, and can be masked again without change", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { maxLength: 6 }), async (rows) => {
        const read = await readFile((await fileOf(rows)).join(""));
        assert.deepEqual(read.faults, []);
        assert.deepEqual(
          read.rows.map(({ serial }) => serial),
          sourceOf(rows).serials,
        );
        const again = await readFile((await fileOf(read.rows)).join(""));
        assert.deepEqual(again.rows, read.rows);
      }),
    );
  });

  it("is the same in any chunks, and with Windows' line breaks", async () => {
    const text = (await fileOf([one()])).join("");
    const lines = async (chunks: string[]) => {
      const all = [];
      for await (const line of numberedLines(chunks)) all.push(line);
      return all;
    };
    assert.deepEqual(await lines([...text]), await lines([text]));
    assert.equal((await readFile(text.replaceAll("\n", "\r\n"))).rows.length, 1);
  });

  it("opens as a log that never grows", async () => {
    const log = createImportedLog(
      await readFile((await fileOf([one({ serial: 3 }), one({ serial: 8 })])).join("")),
    );
    assert.deepEqual([log.first, log.last, log.row(8)?.serial, log.row(4)], [3, 8, 8, undefined]);
    assert.deepEqual([log.conversation(1)?.id, log.conversation(2), log.fellOut.rows], [1, undefined, 4]);
    assert.deepEqual([log.take([]), log.tick(1e15)], [{ added: [], changed: [] }, []]);
  });
});

describe("a file whose first row has an enormous number", () => {
  it("is searched at once, although no row has a smaller number", async () => {
    const log = createImportedLog(await readFile((await fileOf([one({ serial: 9e15 })])).join("")));
    const index = createSearchIndex(log);
    index.take([]);
    assert.equal(index.subject(9e15)?.row.serial, 9e15);
  });
});

describe("a bad line", () => {
  const around = async (...bad: string[]) => {
    const lines = await fileOf([one({ serial: 1 }), one({ serial: 2 })]);
    lines.splice(3, 0, ...bad.map((each) => `${each}\n`));
    return readFile(lines.join(""));
  };

  const cases: [what: string, line: string, is: string, words: RegExp][] = [
    ["no JSON", '{"is":"row"', "not-json", /JSON/],
    ["JSON of something else", '{"is":"cake"}', "not-valid", /^is: /],
    ["null", "null", "not-valid", /Object/],
    [
      "a row without a time",
      JSON.stringify({ ...one({ serial: 9 }), is: "row", at: "now" }),
      "not-valid",
      /^at: .*number/,
    ],
    [
      "a row with a string as payload",
      '{"is":"row","serial":9,"at":1,"conversation":1,"api":"toWidget","action":"a","requestId":"","request":{"sent":{"at":1,"size":1,"payload":"x"}},"duplicates":[],"requests":[],"state":"done"}',
      "not-valid",
      /^request\.sent\.payload: /,
    ],
    [
      "a row far from the others, between which views would look for ever",
      JSON.stringify({ ...one({ serial: Number.MAX_SAFE_INTEGER }), is: "row" }),
      "not-valid",
      /^serial: /,
    ],
    [
      "a repeated row",
      '{"is":"row","serial":1,"at":1,"conversation":1,"api":"toWidget","action":"a","requestId":"","duplicates":[],"requests":[],"state":"done"}',
      "twice",
      /row 1/,
    ],
  ];
  for (const serial of [9e15, 1e15, 1e300])
    cases.push([
      `a row so far from the others (${serial}) that the views, which try each number, would never end`,
      JSON.stringify({ ...one(), serial, is: "row" }),
      "not-valid",
      /^serial: /,
    ]);
  for (const [what, line, is, words] of cases)
    it(`is reported by its number, and affects no valid line: ${what}`, async () => {
      const read = await around(line);
      assert.deepEqual(
        read.rows.map(({ serial }) => serial),
        [1, 2],
      );
      assert.deepEqual(
        read.faults.map((fault) => [fault.line, fault.is]),
        [[4, is]],
      );
      assert.match(read.faults[0]?.words ?? "", words);
    });

  it("is only counted if there are too many to list", async () => {
    const read = await around(...Array.from({ length: 150 }, () => "x"));
    assert.deepEqual([read.faults.length, read.moreFaults, read.rows.length], [100, 50, 2]);
  });

  it("is not read if it is too long or too deep", async () => {
    const lines = [];
    for await (const line of numberedLines(["ab", "cd\nabc\n", "", "abcdef"], 3)) lines.push(line);
    assert.deepEqual(lines, [{ number: 1 }, { number: 2, text: "abc" }, { number: 3 }]);
    const deep = `${"[".repeat(700)}${"]".repeat(700)}`;
    const line = JSON.stringify({ ...one({ serial: 9 }), is: "row" }).replace(
      '"type":"m.room.message"',
      `"type":${deep}`,
    );
    assert.match((await around(line)).faults[0]?.words ?? "", /levels/);
  });

  it("of a conversation does not affect its rows", async () => {
    const lines = await fileOf([one()]);
    lines[1] = "{}\n";
    const read = await readFile(lines.join(""));
    assert.deepEqual(
      read.faults.map(({ line, is }) => [line, is]),
      [
        [2, "not-valid"],
        [3, "no-conversation"],
      ],
    );
    assert.deepEqual([read.rows.length, read.conversations[0]?.host.origin, read.isComplete], [1, "", false]);
  });
});

describe("a file that is incomplete or not ours", () => {
  it("is read as far as it goes, and reported as cut off", async () => {
    const lines = await fileOf([one({ serial: 1 }), one({ serial: 2 })]);
    const read = await readFile(lines.slice(0, 3).join(""));
    assert.deepEqual([read.rows.length, read.isComplete, read.faults], [1, false, []]);
  });

  it("is recognised by its first line", async () => {
    const lines = await fileOf([one()]);
    const read = await readFile(lines.slice(1).join(""));
    assert.deepEqual(read.faults, [{ line: 1, is: "no-head", words: "" }]);
    assert.equal(read.rows.length, 1);
    assert.deepEqual(
      (await readFile("<html>\n")).faults.map(({ is }) => is),
      ["no-head", "not-json"],
    );
    assert.deepEqual((await readFile("")).rows, []);
  });

  it("is not read if a later Postdate wrote it", async () => {
    const [head = "", ...lines] = await fileOf([one()]);
    const read = await readFile([head.replace('"version":1', '"version":2'), ...lines].join(""));
    assert.deepEqual([read.faults, read.rows], [[{ line: 1, is: "newer", words: "2" }], []]);
  });

  it("may have unknown keys", async () => {
    const lines = await fileOf([one()]);
    const read = await readFile(lines.map((line) => line.replace("{", '{"later":true,')).join(""));
    assert.deepEqual([read.faults, read.rows.length], [[], 1]);
  });

  it("never makes the reader fail, whatever it contains", async () => {
    const lines = await fileOf([one()]);
    await fc.assert(
      fc.asyncProperty(fc.nat(4), fc.nat(400), fc.string({ maxLength: 3 }), async (which, at, piece) => {
        const broken = lines.map((line, place) =>
          place === which ? line.slice(0, at) + piece + line.slice(at + 1) : line,
        );
        const read = await readFile(broken.join(""));
        assert.ok(read.rows.length <= 1);
      }),
    );
  });
});
