import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { withLock } from "../../../../tools/setup/lock.mjs";

const LOCK = pathToFileURL(path.resolve(import.meta.dirname, "../../../../tools/setup/lock.mjs")).href;
/** Fails if it works at the same time as another process. */
const WORKER = `
  import { rmSync, writeFileSync } from "node:fs";
  import { setTimeout as pause } from "node:timers/promises";
  import { withLock } from ${JSON.stringify(LOCK)};
  const [, lock, atWork] = process.argv;
  await withLock(lock, async () => {
    writeFileSync(atWork, "", { flag: "wx" });
    await pause(20);
    rmSync(atWork);
  }, () => {});`;

describe("the lock of an installation", () => {
  let folder: string;
  let lock: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "postdate-lock-"));
    lock = path.join(folder, "lock");
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const atWork = () =>
    promisify(execFile)(process.execPath, [
      "--input-type=module",
      ...["--eval", WORKER, lock, path.join(folder, "at-work")],
    ]);

  it("is held by one process at a time, even if its last owner has died", async function () {
    this.timeout(60_000);
    writeFileSync(lock, String(spawnSync(process.execPath, ["--version"]).pid));
    await Promise.all(Array.from({ length: 6 }, atWork));
    assert.ok(!existsSync(lock));
  });

  it("makes others wait while its owner lives, and says so once", async () => {
    writeFileSync(lock, String(process.pid));
    const said: string[] = [];
    const events: string[] = [];
    let working = Promise.resolve();
    await new Promise<void>((waits) => {
      working = withLock(
        lock,
        async () => void events.push("work"),
        (sentence) => waits(void said.push(sentence)),
      );
    });
    events.push("released");
    rmSync(lock);
    await working;
    assert.deepEqual(events, ["released", "work"]);
    assert.deepEqual(said, [`Waiting for process ${process.pid}, which is installing the same thing.`]);
  });

  it("is free again after failed work, and passes the error on", async () => {
    const failing = withLock(
      lock,
      () => Promise.reject(new Error("No network")),
      () => {},
    );
    await assert.rejects(failing, new Error("No network"));
    assert.ok(!existsSync(lock));
  });
});
