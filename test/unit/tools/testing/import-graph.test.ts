import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { importGraph } from "../../../../tools/testing/import-graph.mjs";
import { type TemporaryFolder, temporaryFolder } from "../../../environment/temporary-folder.ts";

describe("a file's dependencies", () => {
  let folder: TemporaryFolder;

  before(async () => {
    folder = await temporaryFolder("imports");
  });
  after(() => folder.remove());

  /** @returns how far each file is from the first, in a work tree with these files */
  async function reach(files: Record<string, string>) {
    for (const [name, source] of Object.entries(files)) {
      await mkdir(path.join(folder.path, path.dirname(name)), { recursive: true });
      await writeFile(path.join(folder.path, name), source);
    }
    return Object.fromEntries(importGraph(folder.path).reachOf(Object.keys(files)[0] ?? ""));
  }

  it("are all its direct and indirect imports, of any kind", async () => {
    const files = {
      "a/one.ts": 'import { two } from "../b/two.ts";\nimport "./bare.ts";\nawait import("./later.ts");',
      "a/bare.ts": "",
      "a/later.ts": "",
      "b/two.ts": 'export * from "./three.ts";',
      "b/three.ts": "",
    };
    assert.deepEqual(await reach(files), {
      "a/one.ts": 0,
      "b/two.ts": 1,
      "a/bare.ts": 1,
      "a/later.ts": 1,
      "b/three.ts": 2,
    });
  });

  it("have the distance of the shortest path, and circles end", async () => {
    const files = {
      "c/one.ts": 'import "./two.ts";\nimport "./three.ts";',
      "c/two.ts": 'import "./three.ts";',
      "c/three.ts": 'import "./one.ts";',
    };
    assert.deepEqual(await reach(files), { "c/one.ts": 0, "c/two.ts": 1, "c/three.ts": 1 });
  });

  it("include a file beside it that it reads or runs by name", async () => {
    const files = { "d/one.ts": 'spawn(python, ["run.py"]);', "d/run.py": 'import "one.ts"' };
    assert.deepEqual(await reach(files), { "d/one.ts": 0, "d/run.py": 1 });
  });

  it("include no types, packages or missing files", async () => {
    const files = {
      "e/one.ts": 'import type { Two } from "./two.ts";\nimport ws from "ws";\nimport "./gone.ts";',
      "e/two.ts": "",
    };
    assert.deepEqual(await reach(files), { "e/one.ts": 0 });
  });
});
