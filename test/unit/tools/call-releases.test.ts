import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { OLDER_CALLS, olderCall } from "../../../tools/call-releases.mjs";
import { type TemporaryFolder, temporaryFolder } from "../../environment/temporary-folder.ts";

/** The folder with npm, and the cache of fetched packages. */
const VARIABLES = ["PATH", "XDG_CACHE_HOME"] as const;
const INSTALLED = "node_modules/@element-hq/element-call-embedded/dist";

describe("an older release of Element Call", () => {
  const before = VARIABLES.map((name) => [name, process.env[name]] as const);
  const [version = ""] = OLDER_CALLS;
  let folder: TemporaryFolder;

  beforeEach(async () => {
    folder = await temporaryFolder("npm");
    process.env.XDG_CACHE_HOME = folder.path;
    process.env.PATH = `${folder.path}${path.delimiter}${process.env.PATH}`;
  });
  afterEach(async () => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    await folder.remove();
  });

  /** Replaces npm. @returns a function that counts its runs */
  async function npm(does: string): Promise<() => Promise<number>> {
    const [file, tried] = [path.join(folder.path, "npm"), path.join(folder.path, "tried")];
    await writeFile(file, `#!/bin/sh\necho "$@" >> ${tried}\n${does}\n`, { mode: 0o755 });
    return async () => (await readFile(tried, "utf8")).trim().split("\n").length;
  }
  const cached = () => readdir(path.join(folder.path, "postdate"));

  it("is fetched once, by the digest in its lockfile, and kept without its source maps", async () => {
    const count = await npm(
      `grep -q sha512- package-lock.json && mkdir -p ${INSTALLED} && cd ${INSTALLED} && touch index.html a.js a.js.map`,
    );
    const dist = await olderCall(version);
    assert.equal(await olderCall(version), dist);
    assert.equal(await count(), 1);
    assert.deepEqual((await readdir(dist)).sort(), ["a.js", "index.html"]);
    assert.deepEqual(await cached(), [path.basename(dist)]);
  });

  it("leaves nothing behind if npm refuses it, and says which one and why", async () => {
    await npm("echo EINTEGRITY >&2; exit 1");
    await assert.rejects(olderCall(version), (error: Error) => {
      assert.equal(error.name, "SetUpError");
      assert.match(error.message, new RegExp(`Element Call ${version} .*EINTEGRITY`, "s"));
      return true;
    });
    assert.deepEqual(await cached(), []);
  });
});
