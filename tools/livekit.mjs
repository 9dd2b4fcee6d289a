import { existsSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { cacheFolder } from "./setup/cache-folder.mjs";
import { run } from "./setup/command.mjs";
import { withLock } from "./setup/lock.mjs";
import { findCommand } from "./setup/programs.mjs";

/** Later releases have `replace` lines in their go.mod, which `go install` of a version refuses. */
const VERSION = "1.13.5";

/**
 * Set where LiveKit could not be had, and handed on to the processes that this one starts: what took minutes to fail is not tried
 * again in the midst of tests, and is said once.
 */
const WITHOUT = "POSTDATE_WITHOUT_LIVEKIT";

/**
 * The LiveKit server that carries the media of calls in tests and demo, built from source the first time: two minutes on two
 * idle cores, and 75 MB that stay.
 * @param {(sentence: string) => void} [log] told before anything slow, and why there is none
 * @param {(command: string) => string | undefined} [find] looks for a program: by its name in PATH, or where it may be
 * @returns {Promise<string | undefined>} absolute path of the program, `undefined` where it cannot be built: without Go, or
 *   without a way to Go's modules
 */
export async function liveKitServer(log = () => {}, find = findCommand) {
  const folder = path.join(cacheFolder(), `livekit-${VERSION}`);
  const server = path.join(folder, "server");
  if (existsSync(server)) return server;
  if (process.env[WITHOUT]) return undefined;
  try {
    const go = find("go") ?? find("/usr/local/go/bin/go");
    if (!go) throw new Error("There is no Go here.");
    await withLock(`${folder}.lock`, () => build(go, folder, log, find), log);
    return server;
  } catch (error) {
    log(`LiveKit could not be built; a small media server of our own takes its place. ${error.message}`);
    process.env[WITHOUT] = "1";
    return undefined;
  }
}

/** What Go downloads and compiles on the way is its own affair, in folders that go afterwards. */
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
    // Otherwise nobody may remove the modules.
    GOFLAGS: "-modcacherw",
    CGO_ENABLED: "0",
  };
  try {
    const install = [go, "install", `github.com/livekit/livekit-server/cmd/server@v${VERSION}`];
    // Tests run meanwhile, and some of them look at the clock.
    const nice = find("nice");
    const [command, ...args] = nice ? [nice, "-n", "19", ...install] : install;
    await run(command, args, { env });
    renameSync(path.join(work, "bin"), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
