import assert from "node:assert/strict";
import { above, find, firstOpen, idOf, nodesOf, writtenPath } from "../../../inspector/views/json-nodes.ts";

const VALUE = { data: { type: "m.room.message", list: [1, { deep: { deeper: "here" } }] }, no: null };
const lines = (open: string[][]) => nodesOf(VALUE, new Set(open.map(idOf))).map(({ path }) => path.join("/"));

describe("the lines of a JSON tree", () => {
  it("are the value alone while it is closed", () => {
    assert.deepEqual(lines([]), [""]);
  });

  it("are those of the open values, each below its parent", () => {
    assert.deepEqual(lines([[]]), ["", "data", "no"]);
    assert.deepEqual(lines([[], ["data"]]), ["", "data", "data/type", "data/list", "no"]);
  });

  it("leave out open values inside closed ones", () => {
    assert.deepEqual(lines([["data"]]), [""]);
  });

  it("have their depth, and their place among their siblings", () => {
    const node = nodesOf(VALUE, new Set([idOf([])]))[2];
    assert.deepEqual([node?.depth, node?.place, node?.of, node?.size], [1, 2, 2, undefined]);
  });

  it("need no look into closed values", () => {
    const trap = {
      get data(): object {
        return Object.defineProperty({}, "inside", {
          enumerable: true,
          get: () => assert.fail("It was looked at"),
        });
      },
    };
    assert.equal(nodesOf(trap, new Set([idOf([])])).length, 2);
  });
});

describe("a JSON tree", () => {
  it("starts with small values open, down to the third level, and no long list", () => {
    const open = firstOpen({ few: { in: { more: { most: {} } } }, many: Array.from({ length: 100 }) });
    assert.deepEqual([...open], [[], ["few"], ["few", "in"]].map(idOf));
  });

  it("finds keys and plain values in any case of letters, however deep", () => {
    assert.deepEqual(find(VALUE, "HERE"), [["data", "list", 1, "deep", "deeper"]]);
    assert.deepEqual(find(VALUE, "deep"), [
      ["data", "list", 1, "deep"],
      ["data", "list", 1, "deep", "deeper"],
    ]);
    assert.deepEqual(find(VALUE, "null"), [["no"]]);
  });

  it("finds nothing for an empty or missing text", () => {
    assert.deepEqual([find(VALUE, ""), find(VALUE, "elsewhere")], [[], []]);
  });

  it("knows which values have to be open for a path to be visible", () => {
    assert.deepEqual(above(["data", "list", 1]), [[], ["data"], ["data", "list"]].map(idOf));
  });

  it("writes a path in jq's syntax", () => {
    assert.equal(writtenPath(["data", "content", "m.call", 0]), '.data.content["m.call"][0]');
    assert.equal(writtenPath(["org.matrix"]), '.["org.matrix"]');
    assert.equal(writtenPath([]), ".");
  });
});
