import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { liveKitServer } from "../../../tools/livekit.mjs";
import { type TemporaryFolder, temporaryFolder } from "../../environment/temporary-folder.ts";

const TOOL = path.resolve(import.meta.dirname, "../../../tools/livekit.mjs");
/** The folder with the stored outcome, in which a built LiveKit would be. */
const VARIABLES = ["POSTDATE_WITHOUT_LIVEKIT", "XDG_CACHE_HOME"] as const;

describe("LiveKit, if it cannot be built,", () => {
  const before = VARIABLES.map((name) => [name, process.env[name]] as const);
  let folder: TemporaryFolder;
  let said: string[];
  const log = (sentence: string) => said.push(sentence);

  beforeEach(async () => {
    folder = await temporaryFolder("go");
    said = [];
    process.env.XDG_CACHE_HOME = folder.path;
    delete process.env.POSTDATE_WITHOUT_LIVEKIT;
  });
  afterEach(async () => {
    for (const [name, value] of before)
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    await folder.remove();
  });

  /** A Go that cannot download modules. @returns a look-up that finds it, and a count of its runs */
  async function offlineGo() {
    const [go, tried] = [path.join(folder.path, "go"), path.join(folder.path, "tried")];
    const script = `#!/bin/sh\necho "$@" >> ${tried}\necho no route to the modules >&2\nexit 1\n`;
    await writeFile(go, script, { mode: 0o755 });
    return {
      find: (name: string) => (name === "go" ? go : undefined),
      count: async () => (await readFile(tried, "utf8")).trim().split("\n").length,
    };
  }

  it("is tried once and reported once", async () => {
    const { find, count } = await offlineGo();
    assert.equal(await liveKitServer(log, find), undefined);
    assert.equal(await liveKitServer(log, find), undefined);
    assert.equal(await count(), 1);
    const why = said.filter((sentence) => sentence.includes("could not be built"));
    assert.equal(why.length, 1);
    assert.match(String(why), /no route to the modules/);
  });

  it("is not tried again by processes started later", async () => {
    const { find } = await offlineGo();
    await liveKitServer(log, find);
    const child = `
      const { liveKitServer } = await import(${JSON.stringify(TOOL)});
      console.log(await liveKitServer(console.log, () => console.log("looked for Go")));`;
    const args = ["--input-type=module", "--eval", child];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    assert.equal(stdout, "undefined\n");
  });

  it("is also reported if Go is missing", async () => {
    const nothing = () => undefined;
    assert.equal(await liveKitServer(log, nothing), undefined);
    assert.match(String(said), /no Go/);
  });
});
