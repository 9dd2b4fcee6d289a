import { existsSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { cacheFolder } from "./setup/cache-folder.mjs";
import { run } from "./setup/command.mjs";
import { withLock } from "./setup/lock.mjs";
import { findCommand } from "./setup/programs.mjs";

/** The last release that `go install` accepts: it refuses the `replace` lines in the go.mod of later ones. */
const VERSION = "1.13.5";

/**
 * The environment variable that is set if LiveKit could not be built. Child processes inherit it, so that a failure
 * that took minutes is not repeated in the middle of tests, and is reported once.
 */
const WITHOUT = "POSTDATE_WITHOUT_LIVEKIT";

/**
 * The LiveKit server for the media of calls in tests and demo, built from source the first time. That takes two minutes
 * on two idle cores, and leaves 75 MB.
 * @param {(sentence: string) => void} [log] gets a sentence before anything slow, and the reason if there is no LiveKit
 * @param {(command: string) => string | undefined} [find] looks for a program, by its name in PATH or by its path
 * @returns {Promise<string | undefined>} absolute path of the program, `undefined` if it cannot be built: without Go,
 *   or if Go cannot download modules
 */
export async function liveKitServer(log = () => {}, find = findCommand) {
  const folder = path.join(cacheFolder(), `livekit-${VERSION}`);
  const server = path.join(folder, "server");
  if (existsSync(server)) return server;
  if (process.env[WITHOUT]) return undefined;
  try {
    const go = find("go") ?? find("/usr/local/go/bin/go");
    if (!go) throw new Error("There is no Go on this machine.");
    await withLock(`${folder}.lock`, () => build(go, folder, log, find), log);
    return server;
  } catch (error) {
    log(`LiveKit could not be built; our own small media server replaces it. ${error.message}`);
    process.env[WITHOUT] = "1";
    return undefined;
  }
}

/** Builds LiveKit. Everything else that Go downloads and compiles goes into temporary folders. */
async function build(go, folder, log, find) {
  const server = path.join(folder, "server");
  if (existsSync(server)) return;
  log(`Building LiveKit ${VERSION} in ${folder} (once; two minutes or more).`);
  const work = `${folder}.building`;
  rmSync(work, { recursive: true, force: true });
  const env = {
    ...process.env,
    GOBIN: path.join(work, "bin"),
    GOPATH: path.join(work, "path"),
    GOCACHE: path.join(work, "cache"),
    // Otherwise the modules are read-only and cannot be removed.
    GOFLAGS: "-modcacherw",
    CGO_ENABLED: "0",
  };
  try {
    const install = [go, "install", `github.com/livekit/livekit-server/cmd/server@v${VERSION}`];
    // Tests are running meanwhile, and some are sensitive to timing.
    const nice = find("nice");
    const [command, ...args] = nice ? [nice, "-n", "19", ...install] : install;
    await run(command, args, { env });
    renameSync(path.join(work, "bin"), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
