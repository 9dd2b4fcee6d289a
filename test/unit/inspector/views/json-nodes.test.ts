import assert from "node:assert/strict";
import {
  above,
  find,
  firstOpen,
  idOf,
  nodesOf,
  writtenPath,
} from "../../../../inspector/views/json-nodes.ts";

const VALUE = { data: { type: "m.room.message", list: [1, { deep: { deeper: "here" } }] }, no: null };
const lines = (open: string[][]) => nodesOf(VALUE, new Set(open.map(idOf))).map(({ path }) => path.join("/"));

describe("the lines of a JSON tree", () => {
  it("are only the value itself while it is closed", () => {
    assert.deepEqual(lines([]), [""]);
  });

  it("include the children of open nodes, each below its parent", () => {
    assert.deepEqual(lines([[]]), ["", "data", "no"]);
    assert.deepEqual(lines([[], ["data"]]), ["", "data", "data/type", "data/list", "no"]);
  });

  it("include no open node inside a closed one", () => {
    assert.deepEqual(lines([["data"]]), [""]);
  });

  it("have their depth and their place among their siblings", () => {
    const node = nodesOf(VALUE, new Set([idOf([])]))[2];
    assert.deepEqual([node?.depth, node?.place, node?.of, node?.size], [1, 2, 2, undefined]);
  });

  it("never read closed nodes", () => {
    const trap = {
      get data(): object {
        return Object.defineProperty({}, "inside", {
          enumerable: true,
          get: () => assert.fail("The value was read"),
        });
      },
    };
    assert.equal(nodesOf(trap, new Set([idOf([])])).length, 2);
  });
});

describe("a JSON tree", () => {
  it("opens small nodes at first, down to the third level, but no long list", () => {
    const open = firstOpen({ few: { in: { more: { most: {} } } }, many: Array.from({ length: 100 }) });
    assert.deepEqual([...open], [[], ["few"], ["few", "in"]].map(idOf));
  });

  it("finds keys and plain values in upper or lower case, however deep", () => {
    assert.deepEqual(find(VALUE, "HERE"), [["data", "list", 1, "deep", "deeper"]]);
    assert.deepEqual(find(VALUE, "deep"), [
      ["data", "list", 1, "deep"],
      ["data", "list", 1, "deep", "deeper"],
    ]);
    assert.deepEqual(find(VALUE, "null"), [["no"]]);
  });

  it("finds nothing for an empty or absent text", () => {
    assert.deepEqual([find(VALUE, ""), find(VALUE, "elsewhere")], [[], []]);
  });

  it("names the nodes that must be open to show a path", () => {
    assert.deepEqual(above(["data", "list", 1]), [[], ["data"], ["data", "list"]].map(idOf));
  });

  it("writes a path in jq's syntax", () => {
    assert.equal(writtenPath(["data", "content", "m.call", 0]), '.data.content["m.call"][0]');
    assert.equal(writtenPath(["org.matrix"]), '.["org.matrix"]');
    assert.equal(writtenPath([]), ".");
  });
});
