import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomInt } from "node:crypto";
import path from "node:path";
import { promisify } from "node:util";
import { freePort } from "../environment/homeserver/loopback.ts";

const run = promisify(execFile);
const LOOPBACK_FILE = path.join(import.meta.dirname, "../environment/homeserver/loopback.ts");

describe("a free port", function () {
  this.timeout(30_000);

  it("is given out once, even in another process, for as long as this one lives", async () => {
    const first = randomInt(32_000, 32_700);
    const range = [first, first + 8] as const;
    const here: number[] = [];
    for (let count = 0; count < 7; count += 1) here.push(await freePort(count < 4 ? "tcp" : "udp", range));
    const source = `import(${JSON.stringify(LOOPBACK_FILE)}).then(async ({ freePort }) =>
      console.log(await freePort("tcp", ${JSON.stringify(range)})))`;
    const { stdout } = await run(process.execPath, ["--import", "tsx", "-e", source]);
    const given = [...here, Number(stdout)].sort((one, other) => one - other);
    assert.deepEqual(
      given,
      Array.from({ length: 8 }, (_, index) => first + index),
    );
  });
});
